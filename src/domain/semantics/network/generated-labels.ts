import type { Labels } from '../../../api/kube.ts';
import { meets, type Requirements } from '../selector.ts';

/**
 * Labels that controllers give to Pods, beyond those of the template they make them from. Source: pkg/controller/statefulset,
 * pkg/controller/job, pkg/controller/deployment/util and pkg/controller/daemon of Kubernetes.
 */
const GENERATED: ReadonlySet<string> = new Set([
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/job-name',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'pod-template-generation',
  'pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
]);

const isOpen = (labels: Labels, key: string): boolean => GENERATED.has(key) && !Object.hasOwn(labels, key);

/** Whether Pods that are made from a template with these labels may meet all requirements, once they have all labels. */
export function mayMeet(labels: Labels, requirements: Requirements): boolean {
  for (const key of requirements.keys())
    if (isOpen(labels, key)) return meets(labels, new Map([...requirements].filter(([one]) => !isOpen(labels, one))));
  return meets(labels, requirements);
}
