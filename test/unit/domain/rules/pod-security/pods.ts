import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';

/** A Deployment of one container, `app`: with these fields of its own, and these of its pod. */
export function deployment(container: object = {}, pod: object = {}, metadata: object = {}): KubeObject {
  const spec = { containers: [{ name: 'app', image: 'registry.example/app:1.0.0', ...container }], ...pod };
  return object(['apps/v1', 'Deployment', 'app'], { spec: { template: { metadata, spec } } });
}

/** The same, by the security context of its container alone. */
export const confined = (securityContext: object, pod: object = {}): KubeObject => deployment({ securityContext }, pod);
