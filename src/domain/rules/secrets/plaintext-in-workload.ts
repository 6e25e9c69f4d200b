import { objectRule } from '../../audit/rule.ts';
import { type AuditedPod, CONTAINER_LISTS } from '../../audit/subjects.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

/** The container that a path leads into, for people: a number says nothing to them. */
function containerAt(path: string, podPath: string, pod: AuditedPod): string {
  const [, list, index] = /^\.(\w+)\[(\d+)\]/.exec(path.slice(podPath.length)) ?? [];
  const known = CONTAINER_LISTS.find((name) => name === list);
  const container = known && pod[known][Number(index)];
  return container === undefined ? '' : ` of container ${JSON.stringify(container.name.slice(0, 63))}`;
}

export const plaintextInWorkload = objectRule({
  id: 'secrets/plaintext-in-workload',
  title: 'Workload holds a credential in plain text',
  severity: 'high',
  subject: 'workload',
  reads: ['env[].value, args and command of every container', 'commands and headers of its probes and lifecycle hooks'],
  why: `Whoever may read workloads reads what is written into them, and arguments are seen by every process of the node as well. Values that come from Secrets (secretKeyRef) are none of this. ${WHAT_IS_FOUND}`,
  remedy: MOVE,
  mapping: {},
  sources: SOURCES,
  check: (workload) =>
    exposedIn(
      workload,
      ({ path }) => !isInAnnotation(path),
      ({ path }) => containerAt(path, workload.podPath, workload.pod),
    ),
});
