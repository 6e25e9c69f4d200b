import type { Fields } from '../../semantics/unknown.ts';
import type { AuditedContainer, AuditedPod, AuditedVolume } from '../subjects.ts';
import { limitsMemory, readContainer } from './pod-container.ts';
import { readPodSecurityContext } from './pod-security-context.ts';
import { defined, flagOf, listOf, objectOf, textOf } from './pod-values.ts';

/** One list for all that have nothing in it. */
const NONE: readonly never[] = [];

function containers(value: unknown, limited: boolean): readonly AuditedContainer[] {
  const list = listOf(value);
  if (list.length === 0) return NONE;
  return list.map((entry) => ({ ...readContainer(entry), ...(limited && { hasLimits: true }) }));
}

/** hostPath first: of a volume of two types, which the API server refuses, the dangerous one must not be overlooked. */
function volumeType(volume: Fields): string {
  if (volume['hostPath'] !== undefined && volume['hostPath'] !== null) return 'hostPath';
  for (const key in volume) if (key !== 'name' && volume[key] !== undefined && volume[key] !== null) return key;
  return 'emptyDir';
}

function volumeOf(value: unknown): AuditedVolume {
  const volume = objectOf(value);
  return { name: textOf(volume['name']) ?? '', type: volumeType(volume) };
}

function volumes(value: unknown): readonly AuditedVolume[] {
  const list = listOf(value);
  return list.length === 0 ? NONE : list.map(volumeOf);
}

/** Left out where it is false, which is the default. */
const trueOf = (value: unknown): true | undefined => value === true || undefined;

/** What is kept of a PodSpec (core/v1), without anything that says nothing. A memory limit of the pod is one of each of its containers. */
export function readPod(value: unknown): AuditedPod {
  const from = objectOf(value);
  const limited = limitsMemory(from['resources']) ?? false;
  return {
    initContainers: containers(from['initContainers'], limited),
    containers: containers(from['containers'], limited),
    ephemeralContainers: containers(from['ephemeralContainers'], limited),
    volumes: volumes(from['volumes']),
    ...defined({
      hostNetwork: trueOf(from['hostNetwork']),
      hostPID: trueOf(from['hostPID']),
      hostIPC: trueOf(from['hostIPC']),
      hostUsers: flagOf(from['hostUsers']),
      os: defined({ name: textOf(objectOf(from['os'])['name']) }),
      serviceAccountName: textOf(from['serviceAccountName']) ?? textOf(from['serviceAccount']),
      automountServiceAccountToken: flagOf(from['automountServiceAccountToken']),
      securityContext: readPodSecurityContext(from['securityContext']),
    }),
  };
}
