import type { Application, AppProject, AppProjectSpec } from '../../../../../src/domain/argocd/resources.ts';

const API_VERSION = 'argoproj.io/v1alpha1';

/** An Application that deploys https://h/org/a to namespace apps-a of Argo CD's own cluster. */
export function application(spec: Application['spec'] = {}, namespace = 'argocd', name = 'a'): Application {
  return {
    apiVersion: API_VERSION,
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      project: 'apps',
      source: { repoURL: 'https://h/org/a' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'apps-a' },
      ...spec,
    },
  };
}

export function project(name: string, spec: AppProjectSpec, labels: Readonly<Record<string, string>> = {}): AppProject {
  return { apiVersion: API_VERSION, kind: 'AppProject', metadata: { name, namespace: 'argocd', labels }, spec };
}
