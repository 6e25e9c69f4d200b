import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';

const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
};

export const flux = (kind: string, spec: object, metadata: Partial<KubeObject['metadata']> = {}): KubeObject =>
  object([VERSIONS[kind] ?? 'source.toolkit.fluxcd.io/v1', kind, 'shop'], { spec }, metadata);
