import { capabilitiesBaseline, capabilitiesRestricted } from './capabilities.ts';
import type { Fault, Judged } from './fault.ts';
import { hostNamespaces, hostPorts, hostProbes, privileged, windowsHostProcess } from './host.ts';
import { procMount, procMountBaseline, seLinuxOptions, sysctls } from './kernel.ts';
import { appArmorProfile, seccompAnnotations, seccompBaseline, seccompRestricted } from './profiles.ts';
import { allowPrivilegeEscalation, runAsNonRoot, runAsUser } from './users.ts';
import { hostPathVolumes, restrictedVolumes } from './volumes.ts';

/** Levels of the Pod Security Standards, from the one that permits everything. */
export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

/** A control of the Pod Security Standards: one table row of it for each time that it was made stricter. */
export interface Check {
  /** Upstream's name of it. */
  readonly id: string;
  readonly level: Exclude<Level, 'privileged'>;
  /** The first minor version of the standards that has it, and the first that no longer does. */
  readonly since: number;
  readonly until?: number;
  /** The check of the level below that it takes the place of, at its own level. */
  readonly overrides?: string;
  /** It says at its level what the one that it overrides said until then: nothing new. */
  readonly asBefore?: true;
  /** What it does not permit in a pod, at a minor version. */
  find(judged: Judged, minor: number): readonly Fault[];
}

/** The highest version in which the standards changed: later ones are the same. */
export const LATEST_MINOR = 37;

/** Source: k8s.io/pod-security-admission v0.37.0, policy/check_*.go. */
const CHECKS: readonly Check[] = [
  { id: 'privileged', level: 'baseline', since: 0, find: privileged },
  { id: 'hostNamespaces', level: 'baseline', since: 0, find: hostNamespaces },
  { id: 'hostPathVolumes', level: 'baseline', since: 0, find: hostPathVolumes },
  { id: 'hostPorts', level: 'baseline', since: 0, find: hostPorts },
  { id: 'windowsHostProcess', level: 'baseline', since: 0, find: windowsHostProcess },
  { id: 'capabilities_baseline', level: 'baseline', since: 0, find: capabilitiesBaseline },
  { id: 'procMount', level: 'baseline', since: 0, find: procMountBaseline },
  { id: 'appArmorProfile', level: 'baseline', since: 0, find: appArmorProfile },
  { id: 'seLinuxOptions', level: 'baseline', since: 0, find: seLinuxOptions },
  { id: 'seccompProfile_baseline', level: 'baseline', since: 0, until: 19, find: seccompAnnotations },
  { id: 'seccompProfile_baseline', level: 'baseline', since: 19, find: seccompBaseline },
  { id: 'sysctls', level: 'baseline', since: 0, find: sysctls },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', since: 34, find: hostProbes },
  { id: 'allowPrivilegeEscalation', level: 'restricted', since: 8, find: allowPrivilegeEscalation },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    since: 22,
    overrides: 'capabilities_baseline',
    find: capabilitiesRestricted,
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    since: 35,
    overrides: 'procMount',
    asBefore: true,
    find: procMount,
  },
  { id: 'restrictedVolumes', level: 'restricted', since: 0, overrides: 'hostPathVolumes', find: restrictedVolumes },
  { id: 'runAsNonRoot', level: 'restricted', since: 0, find: runAsNonRoot },
  { id: 'runAsUser', level: 'restricted', since: 23, find: runAsUser },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    since: 19,
    overrides: 'seccompProfile_baseline',
    find: seccompRestricted,
  },
];

function checksOf(level: Level, minor: number): readonly Check[] {
  const at = CHECKS.filter(({ since, until = Infinity }) => since <= minor && minor < until);
  const baseline = at.filter((check) => check.level === 'baseline');
  if (level !== 'restricted') return level === 'baseline' ? baseline : [];
  const restricted = at.filter((check) => check.level === 'restricted');
  const overridden = new Set(restricted.map(({ overrides }) => overrides));
  return [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted];
}

type ByLevel = Readonly<Record<Level, readonly Check[]>>;

const BY_VERSION: readonly ByLevel[] = Array.from({ length: LATEST_MINOR + 1 }, (_, minor) => ({
  privileged: [],
  baseline: checksOf('baseline', minor),
  restricted: checksOf('restricted', minor),
}));

/** The checks that a pod must pass at a level, those of the level below included where they are not overridden. @param minor of a version, at most LATEST_MINOR */
export const checksAt = (level: Level, minor: number): readonly Check[] => BY_VERSION[minor]?.[level] ?? [];

/** The row of a check at a version; undefined where that version does not have it. */
export const checkAt = (id: string, minor: number): Check | undefined =>
  CHECKS.find((check) => check.id === id && check.since <= minor && minor < (check.until ?? Infinity));
