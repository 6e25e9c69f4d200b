import type { Labels } from '../../../api/kube.ts';
import type { AuditedPod } from '../../audit/subjects.ts';
import { type Check, checksAt, LATEST_MINOR, type Level, LEVELS } from './checks.ts';

const VERSION = /^v1\.(0|[1-9]\d*)$/;

/**
 * The minor version of the standards that a text such as `v1.36` or `latest` means: the latest one for a later one, and
 * for a text that is no version, as the API server has it. Source: api.ParseVersion, checkRegistry.EvaluatePod.
 */
export function minorOf(version: string): number {
  const [, minor] = VERSION.exec(version) ?? [];
  return minor === undefined ? LATEST_MINOR : Math.min(Number(minor), LATEST_MINOR);
}

export const isVersion = (version: string): boolean => version === 'latest' || VERSION.test(version);

export const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text);

/** Whether one level asks for less than another. */
export const isWeaker = (level: Level, than: Level): boolean => LEVELS.indexOf(level) < LEVELS.indexOf(than);

/**
 * The highest level of the Pod Security Standards that the API server would let a pod through at.
 * @param annotations those of the Pod that are about AppArmor and seccomp; others do not matter
 * @param version `latest`, or such as `v1.36`
 */
export function levelOf(pod: AuditedPod, annotations: Labels, version: string): Level {
  const minor = minorOf(version);
  const passes = (level: Level) =>
    checksAt(level, minor).every((check) => check.find({ pod, annotations }, minor).length === 0);
  if (passes('restricted')) return 'restricted';
  return passes('baseline') ? 'baseline' : 'privileged';
}

/** The checks of a level that an older version lacks, or has in a weaker form. */
export const checksSince = (level: Level, older: number, newer: number): readonly Check[] =>
  checksAt(level, newer).filter(({ since, asBefore = false }) => since > older && !asBefore);
