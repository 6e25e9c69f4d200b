import type { Fields } from '../../semantics/unknown.ts';
import type { PodSecurityContext, SecurityContext } from '../subjects.ts';
import { defined, flagOf, listOf, numberOf, objectOf, textOf, textsOf } from './pod-values.ts';

/** A profile that is there is kept even if it is empty: that one names no type, and is not the same as none. */
function profile(value: unknown): NonNullable<SecurityContext['seccompProfile']> | undefined {
  if (value === undefined || value === null) return undefined;
  const { type, localhostProfile } = objectOf(value);
  return defined({ type: textOf(type), localhostProfile: textOf(localhostProfile) }) ?? {};
}

function seLinux(value: unknown): SecurityContext['seLinuxOptions'] {
  const { type, user, role } = objectOf(value);
  return defined({ type: textOf(type), user: textOf(user), role: textOf(role) });
}

/** What the security contexts of a pod and of a container have in common. */
const shared = (from: Fields) => ({
  runAsNonRoot: flagOf(from['runAsNonRoot']),
  runAsUser: numberOf(from['runAsUser']),
  seLinuxOptions: seLinux(from['seLinuxOptions']),
  seccompProfile: profile(from['seccompProfile']),
  appArmorProfile: profile(from['appArmorProfile']),
  windowsOptions: defined({ hostProcess: flagOf(objectOf(from['windowsOptions'])['hostProcess']) }),
});

function sysctls(value: unknown): PodSecurityContext['sysctls'] {
  const named = listOf(value).map((entry) => ({ name: textOf(objectOf(entry)['name']) ?? '' }));
  return named.length > 0 ? named : undefined;
}

/** core/v1 PodSecurityContext; undefined where it says nothing. */
export function readPodSecurityContext(value: unknown): PodSecurityContext | undefined {
  const from = objectOf(value);
  return defined({ ...shared(from), sysctls: sysctls(from['sysctls']) });
}

/** `Default` is what the API server writes where nothing was said. */
function procMount(value: unknown): string | undefined {
  return typeof value === 'string' && value !== 'Default' ? value : undefined;
}

/** core/v1 SecurityContext; undefined where it says nothing. */
export function readSecurityContext(value: unknown): SecurityContext | undefined {
  const from = objectOf(value);
  const { add, drop } = objectOf(from['capabilities']);
  return defined({
    ...shared(from),
    privileged: flagOf(from['privileged']),
    allowPrivilegeEscalation: flagOf(from['allowPrivilegeEscalation']),
    readOnlyRootFilesystem: flagOf(from['readOnlyRootFilesystem']),
    procMount: procMount(from['procMount']),
    capabilities: defined({ add: textsOf(add), drop: textsOf(drop) }),
  });
}
