import { accountName, appName, type Made, namespaceName, type Place } from './made.ts';
import { isAmong } from './random.ts';

const GROUP = 'rbac.authorization.k8s.io';
const API = { apiVersion: `${GROUP}/v1` };
/** Of so many ClusterRoles the first adds up some of the others. */
const FAMILY = 10;
const ADDED_UP = 3;
export const FAULTY_BINDINGS = 0.01;

const READ = ['get', 'list', 'watch'];
const rule = (group: string, resources: string[], verbs: string[]): object => ({
  apiGroups: [group],
  resources,
  verbs,
});

/** What those that run in a cluster are commonly allowed, and that gives them no more than it says. */
const HARMLESS: readonly object[] = [
  rule('', ['configmaps', 'endpoints', 'services'], READ),
  rule('', ['pods', 'pods/log'], READ),
  rule('', ['events'], ['create', 'patch']),
  rule('apps', ['deployments', 'replicasets', 'statefulsets'], READ),
  rule('batch', ['jobs', 'cronjobs'], READ),
  rule('coordination.k8s.io', ['leases'], [...READ, 'create', 'update']),
  rule('networking.k8s.io', ['ingresses'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  rule('metrics.k8s.io', ['pods'], ['get', 'list']),
];

const rulesOf = (index: number): object[] => {
  const first = index % HARMLESS.length;
  return [...HARMLESS, ...HARMLESS].slice(first, first + 1 + (index % 4));
};

const clusterRoleName = (index: number): string => `platform:${appName(index)}`;

export const role = (place: Place): Made => ({
  ...API,
  kind: 'Role',
  metadata: { namespace: place.namespace, name: appName(place.index) },
  rules: rulesOf(place.index),
});

/** One that adds up others has their rules in it, as Kubernetes would have written them there. */
export function clusterRole({ index }: Place): Made {
  const position = index % FAMILY;
  const family = { 'rbac.example.com/aggregate-to': clusterRoleName(index - position).replace(':', '-') };
  const object = { ...API, kind: 'ClusterRole' };
  const labels = position > 0 && position <= ADDED_UP ? family : {};
  const metadata = { name: clusterRoleName(index), labels };
  if (position > 0) return { ...object, metadata, rules: rulesOf(index) };
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: family }] };
  const added = Array.from({ length: ADDED_UP }, (_, member) => rulesOf(index + member + 1));
  return { ...object, metadata, aggregationRule, rules: added.flat() };
}

const account = (namespace: string, index: number): object => ({
  kind: 'ServiceAccount',
  namespace,
  name: accountName(index),
});
const group = (name: string): object => ({ apiGroup: GROUP, kind: 'Group', name });
const to = (kind: string, name: string): object => ({ roleRef: { apiGroup: GROUP, kind, name } });

/** Who is bound to what they should not be, each in turn. */
const FAULTY: readonly object[] = [
  { ...to('ClusterRole', 'admin'), subjects: [group('developers')] },
  { ...to('ClusterRole', 'cluster-admin'), subjects: [group('operations')] },
  { ...to('ClusterRole', 'view'), subjects: [group('system:authenticated')] },
  {
    ...to('ClusterRole', 'edit'),
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: namespaceName(0) }],
  },
];

const faulty = (index: number): object => FAULTY[Math.floor(index * FAULTY_BINDINGS) % FAULTY.length] ?? {};

export function roleBinding({ index, namespace, counts }: Place): Made {
  const right =
    index < counts.roles
      ? { ...to('Role', appName(index)), subjects: [account(namespace, index % counts.serviceAccounts)] }
      : { ...to('ClusterRole', 'view'), subjects: [group(`team-${index % 40}`)] };
  const content = isAmong(index, FAULTY_BINDINGS) ? faulty(index) : right;
  return { ...API, kind: 'RoleBinding', metadata: { namespace, name: `${appName(index)}-${index}` }, ...content };
}

export function clusterRoleBinding({ index, counts }: Place): Made {
  const subject = index % counts.serviceAccounts;
  const right = {
    ...to('ClusterRole', clusterRoleName(index % counts.clusterRoles)),
    subjects: [account(namespaceName(subject % counts.namespaces), subject)],
  };
  const content = isAmong(index, FAULTY_BINDINGS) ? faulty(index) : right;
  return { ...API, kind: 'ClusterRoleBinding', metadata: { name: clusterRoleName(index) }, ...content };
}
