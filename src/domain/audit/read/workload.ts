import type { KubeObject } from '../../../api/kube.ts';
import type { AuditedWorkload } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of a Pod or of what makes Pods. Must not throw, whatever it holds. */
export function readWorkload(raw: KubeObject): AuditedWorkload {
  return {
    ...readSeen(raw),
    podPath: 'spec.template.spec',
    pod: { initContainers: [], containers: [], ephemeralContainers: [], volumes: [] },
    podLabels: {},
    podAnnotations: {},
    likeness: '',
  };
}
