import type { ProjectItem } from '../../../api/projects.ts';
import { everComes, parseGoDuration, parseSchedule } from './schedule.ts';
import { offsetOf } from './time-zone.ts';
import { atLeast, type Version } from './version.ts';

type Window = ProjectItem['syncWindows'][number];

/** Argo CD counts bytes. */
const MAX_DESCRIPTION = 255;

export interface WindowProblem {
  /** Of the window. */
  readonly field: string;
  readonly message: string;
}

function scheduleProblem(text: string): string | undefined {
  const schedule = parseSchedule(text);
  if (schedule === undefined) return "must be five fields of cron, such as '0 22 * * 1-5', where Sunday is 0";
  return everComes(schedule) ? undefined : 'must come at some time: Argo CD would take the window for always active';
}

function durationProblem(text: string): string | undefined {
  const duration = parseGoDuration(text);
  if (duration === undefined) return 'must be a duration of at most 292 years, such as 24h';
  return duration > 0 ? undefined : 'must be longer than nothing, as the window would never be active';
}

function zoneProblem(zone: string | undefined): string | undefined {
  if (zone === undefined || offsetOf(zone, 0) !== undefined) return undefined;
  return 'must be the name of a time zone, such as Europe/Berlin: Argo CD would take UTC';
}

function descriptionProblem(text = ''): string | undefined {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > MAX_DESCRIPTION ? `must have at most ${MAX_DESCRIPTION} bytes` : undefined;
}

/** What Argo CD would refuse of a window, and what it would accept and take for something else. */
export function windowProblems({ schedule, duration, timeZone, description }: Window): WindowProblem[] {
  const found = {
    schedule: scheduleProblem(schedule),
    duration: durationProblem(duration),
    timeZone: zoneProblem(timeZone),
    description: descriptionProblem(description),
  };
  return Object.entries(found).flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));
}

/**
 * What Argo CD tells windows apart by. Until 3.1 that is not what they select. Source: ValidateProject in
 * app_project_types.go, HashIdentity in types.go, which exists since 3.2.
 */
export function windowIdentity(window: Window, version: Version): string {
  const { kind, schedule, duration, applications, namespaces, clusters, timeZone = '', andOperator } = window;
  const when = [kind, schedule, duration];
  const whole = [...when, applications, namespaces, clusters, timeZone, andOperator];
  return JSON.stringify(atLeast(version, '3.2') === false ? when : whole);
}
