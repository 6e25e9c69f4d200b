import type { KubeObject } from '../../../api/kube.ts';
import type { Exposure } from '../../audit/subjects.ts';

/** The plaintext credentials in an object of any kind: where they are, and never what they are. */
export function exposuresOf(_raw: KubeObject): readonly Exposure[] {
  return [];
}
