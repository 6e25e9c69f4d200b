import type { KubeObject } from '../../api/kube.ts';
import type { Edit, Tracking } from '../audit/subjects.ts';

/** Who keeps an object in accordance with something outside the cluster; undefined where nobody is seen to. */
export function trackingOf(_raw: KubeObject): Tracking | undefined {
  return undefined;
}

/** Who else wrote a tracked object: neither whoever tracks it, nor a part of Kubernetes that does so by design. */
export function editsOf(_raw: KubeObject, _tracking: Tracking): readonly Edit[] {
  return [];
}
