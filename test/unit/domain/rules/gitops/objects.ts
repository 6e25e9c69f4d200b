import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';

export const workload = (name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject =>
  object(['apps/v1', 'Deployment', name], { spec: { template: { spec: { containers: [] } } } }, metadata);

/** As Argo CD marks what it applies. */
export function tracked(raw: KubeObject, application = 'shop'): KubeObject {
  const { namespace = '', name, annotations } = raw.metadata;
  const group = raw.apiVersion.includes('/') ? raw.apiVersion.split('/')[0] : '';
  const id = `${application}:${group}/${raw.kind}:${namespace}/${name}`;
  return {
    ...raw,
    metadata: { ...raw.metadata, annotations: { ...annotations, 'argocd.argoproj.io/tracking-id': id } },
  };
}
