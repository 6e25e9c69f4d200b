import type { AuditedPod } from '../../audit/subjects.ts';
import { APP_ARMOR_PREFIX, SECCOMP_POD, SECCOMP_PREFIX } from './annotations.ts';
import {
  type Fault,
  type Field,
  inContainers,
  inSecurityContexts,
  isWindows,
  type Judged,
  NONE_SET,
  shown,
} from './fault.ts';

/** Controls of AppArmor and seccomp. Source: k8s.io/pod-security-admission policy/check_{appArmor,seccomp}Profile*.go. */

type Profile = { readonly type?: string } | undefined;

const SAFE_TYPES: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);

/** A profile without a type is none that is known to be safe. */
function unsafeType(field: string, profile: Profile): Field | undefined {
  const { type = '' } = profile ?? { type: 'Localhost' };
  return SAFE_TYPES.has(type) ? undefined : { path: `${field}.type`, values: [shown(type)] };
}

function annotated(key: string, prefix = ''): Fault {
  const container = prefix === '' ? undefined : key.slice(prefix.length);
  return {
    path: `metadata.annotations[${key}]`,
    values: ['by annotation'],
    ...(container !== undefined && { container }),
  };
}

/** Annotations count even if no container has their name. */
function appArmorAnnotations({ annotations }: Judged): Fault[] {
  const isSafe = (value: string) => value === '' || value === 'runtime/default' || value.startsWith('localhost/');
  return Object.keys(annotations)
    .filter((key) => key.startsWith(APP_ARMOR_PREFIX) && !isSafe(annotations[key] ?? ''))
    .toSorted()
    .map((key) => annotated(key, APP_ARMOR_PREFIX));
}

export const appArmorProfile = (judged: Judged): Fault[] => [
  ...inSecurityContexts(judged.pod, ({ appArmorProfile: profile }) => unsafeType('appArmorProfile', profile)),
  ...appArmorAnnotations(judged),
];

/** Until 1.18 there were annotations in place of fields. Unlike those of AppArmor, only that of a container counts. */
export function seccompAnnotations({ pod, annotations }: Judged): Fault[] {
  const isSafe = (value = 'runtime/default') =>
    value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const names = [...pod.initContainers, ...pod.containers, ...pod.ephemeralContainers].map(({ name }) => name);
  const bad = names.map((name) => SECCOMP_PREFIX + name).filter((key) => !isSafe(annotations[key]));
  const own = isSafe(annotations[SECCOMP_POD]) ? [] : [annotated(SECCOMP_POD)];
  return [...own, ...bad.map((key) => annotated(key, SECCOMP_PREFIX))];
}

const seccompTypes = (pod: AuditedPod): Fault[] =>
  inSecurityContexts(pod, ({ seccompProfile }) => unsafeType('seccompProfile', seccompProfile));

export const seccompBaseline = ({ pod }: Judged): Fault[] => seccompTypes(pod);

/** A bad profile is said first, as upstream has it; only where there is none, that a container has none at all. */
export function seccompRestricted({ pod }: Judged, minor: number): Fault[] {
  if (minor >= 25 && isWindows(pod)) return [];
  const bad = seccompTypes(pod);
  if (bad.length > 0 || pod.securityContext?.seccompProfile !== undefined) return bad;
  return inContainers(pod, ({ securityContext }) =>
    securityContext?.seccompProfile === undefined
      ? { path: 'securityContext.seccompProfile', values: [NONE_SET] }
      : undefined,
  );
}
