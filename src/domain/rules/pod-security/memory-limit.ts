import type { KubeObject } from '../../../api/kube.ts';
import { namespaceRule, refTo } from '../../audit/rule.ts';
import type { AuditedWorkload } from '../../audit/subjects.ts';
import { inContainers } from '../../semantics/pod-security/fault.ts';
import { entriesOf, fieldsOf } from '../../semantics/unknown.ts';
import { foundInPod } from './control.ts';

/** Whether a LimitRange gives a memory limit to containers that have none. Source: plugin/pkg/admission/limitranger. */
function givesLimit({ spec }: KubeObject & { readonly spec?: unknown }): boolean {
  const limits = entriesOf(fieldsOf(spec)?.['limits']) ?? [];
  return limits.map(fieldsOf).some((limit) => {
    const memory = fieldsOf(limit?.['default'])?.['memory'];
    return limit?.['type'] === 'Container' && memory !== undefined && memory !== null;
  });
}

/** Containers for debugging cannot have limits. */
function unlimited({ pod, podPath }: AuditedWorkload) {
  const faults = inContainers({ ...pod, ephemeralContainers: [] }, ({ hasLimits = false }) =>
    hasLimits ? undefined : { path: 'resources.limits.memory' },
  );
  return foundInPod(podPath, faults, 'May take all memory of its node, without a limit');
}

export const memoryLimit = namespaceRule({
  id: 'pod-security/memory-limit',
  title: 'Container may take all memory of its node',
  severity: 'low',
  reads: ['resources.limits.memory of every container, or of the Pod', 'LimitRange spec.limits[].default.memory'],
  why: 'One program without a memory limit, by a flaw or by an attack, takes the memory of everything else on its node. Found where neither the container nor its Pod has a limit, unless a LimitRange of the namespace gives one to every container. Processors are left out: a program that wants more of those slows others down, and does not end them.',
  remedy: 'Set resources.limits.memory of every container, or a default for the namespace by a LimitRange.',
  mapping: { nsa: 'Network separation and hardening' },
  sources: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    'https://kubernetes.io/docs/concepts/policy/limit-range/',
  ],
  check: ({ workloads, limitRanges }) =>
    limitRanges.some(givesLimit)
      ? []
      : workloads.flatMap((workload) => unlimited(workload).map((found) => ({ ...found, object: refTo(workload) }))),
});
