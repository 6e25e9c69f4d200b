import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';

/** Raw objects of Argo CD in its namespace, as the API server stores them. */

const ARGO_CD = 'argoproj.io/v1alpha1';
const HERE = { namespace: 'argocd' };
const OWN = 'https://kubernetes.default.svc';

/** A project that permits one repository and one namespace, and nothing by which more can be had. */
export const project = (spec: object = {}, name = 'team'): KubeObject =>
  object(
    [ARGO_CD, 'AppProject', name],
    {
      spec: {
        sourceRepos: ['https://git.example.com/team/apps'],
        destinations: [{ server: OWN, namespace: 'team-a' }],
        namespaceResourceBlacklist: [{ group: 'rbac.authorization.k8s.io', kind: '*' }],
        orphanedResources: {},
        ...spec,
      },
    },
    HERE,
  );

/** The project `default` as Argo CD's server makes it. */
export const openDefault = project(
  {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    namespaceResourceBlacklist: undefined,
    orphanedResources: undefined,
  },
  'default',
);

export const application = (
  spec: object = {},
  metadata: Partial<KubeObject['metadata']> = {},
  name = 'shop',
): KubeObject =>
  object(
    [ARGO_CD, 'Application', name],
    {
      spec: {
        project: 'team',
        source: { repoURL: 'https://git.example.com/team/apps', targetRevision: 'a'.repeat(40), path: '.' },
        destination: { server: OWN, namespace: 'team-a' },
        ...spec,
      },
    },
    { ...HERE, ...metadata },
  );

export const applicationSet = (spec: object = {}, name = 'shops'): KubeObject =>
  object(
    [ARGO_CD, 'ApplicationSet', name],
    { spec: { generators: [{ list: { elements: [] } }], template: { spec: { project: 'team' } }, ...spec } },
    HERE,
  );

export const configMap = (data: Readonly<Record<string, string>>, name = 'argocd-cm'): KubeObject =>
  object(['v1', 'ConfigMap', name], { data }, { ...HERE, labels: { 'app.kubernetes.io/part-of': 'argocd' } });

/** A Secret that Argo CD takes for one of a type, with plain values. */
export const secret = (type: string, values: Readonly<Record<string, string>>, name: string = type): KubeObject =>
  object(
    ['v1', 'Secret', name],
    { data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, btoa(value)])) },
    { ...HERE, labels: { 'argocd.argoproj.io/secret-type': type } },
  );

function workload(kind: string, component: string, version: string, pod: object = {}): KubeObject {
  const name = `argocd-${component}`;
  const labels = { 'app.kubernetes.io/name': name };
  const container = {
    name,
    image: version.startsWith('sha256:') ? `quay.io/argoproj/argocd@${version}` : `quay.io/argoproj/argocd:v${version}`,
    args: [`/usr/local/bin/${name}`],
  };
  return object(
    ['apps/v1', kind, name],
    {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [container], ...pod } },
      },
    },
    HERE,
  );
}

export const server = (version = '3.6.2', pod: object = {}): KubeObject =>
  workload('Deployment', 'server', version, pod);
export const controller = (version = '3.6.2', pod: object = {}): KubeObject =>
  workload('StatefulSet', 'application-controller', version, pod);

/** The rights of the controller as it is installed. */
export const clusterAdmin = (rule: object = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }): KubeObject[] => [
  object(['rbac.authorization.k8s.io/v1', 'ClusterRole', 'controller'], { rules: [rule] }, { namespace: undefined }),
  object(
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'controller'],
    {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'controller' },
      subjects: [{ kind: 'ServiceAccount', name: 'argocd-application-controller', namespace: 'argocd' }],
    },
    { namespace: undefined },
  ),
];

/** A policy in which the namespace of {@link application} is production. */
export const PRODUCTION = { sync: { manual: [{ namespaces: ['team-a'] }] } };
