import { type ProjectItem, projects } from '../../../src/api/projects.ts';
import type { Application, AppProject } from '../../../src/domain/argocd/resources.ts';

/** An item of `spec.projects` as the API server stores it: with every default filled in. */
export function item(fields: object = {}): ProjectItem {
  const [parsed] = projects.parse({ items: [{ name: 'shop', ...fields }] }).items;
  if (parsed === undefined) throw new Error('the item is there, so it is parsed');
  return parsed;
}

export const IN_CLUSTER = 'https://kubernetes.default.svc';

/** The project of the article that this product answers, by value. */
export const homelabApps = item({
  name: 'homelab-apps',
  sourceRepos: ['https://gitea.local/max/homelab-gitops.git'],
  destinations: [
    { server: IN_CLUSTER, namespace: 'apps-*' },
    { server: IN_CLUSTER, namespace: 'monitoring' },
  ],
  clusterResourceWhitelist: [],
  namespaceResourceBlacklist: [
    { group: '', kind: 'ResourceQuota' },
    { group: '', kind: 'LimitRange' },
  ],
  roles: [
    {
      name: 'read-only',
      policies: [
        'p, proj:homelab-apps:read-only, applications, get, homelab-apps/*, allow',
        'p, proj:homelab-apps:read-only, applications, sync, homelab-apps/*, deny',
      ],
    },
  ],
});

export const appProject = (name: string, spec: AppProject['spec'] = {}): AppProject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name, namespace: 'argocd' },
  spec,
});

/** An Application of project `shop` that deploys from `git.example.com` to namespace `shop`. */
export const application = (
  name: string,
  spec: Application['spec'] = {},
  more: Partial<Application> = {},
): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  spec: {
    project: 'shop',
    source: { repoURL: 'https://git.example.com/shop.git' },
    destination: { server: IN_CLUSTER, namespace: 'shop' },
    ...spec,
  },
  ...more,
});
