import { permitsSomeName, type ResourceAttributes, type Rule } from './rule.ts';

/** Requests that make one who may do little into one who may do much: any one of them is the power. */
interface Requests {
  /** For what is in a namespace: a RoleBinding gives it, too. */
  readonly inNamespaces: readonly ResourceAttributes[];
  /** For what is in none. */
  readonly inNone: readonly ResourceAttributes[];
}

const RBAC = 'rbac.authorization.k8s.io';
const AUTHENTICATION = 'authentication.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const WRITE = ['create', 'update', 'patch'];

/** @param resources separated by spaces, `resource/subresource` where it is about one */
function of(group: string, resources: string, verbs: readonly string[]): readonly ResourceAttributes[] {
  return resources.split(' ').flatMap((path) => {
    const [resource = '', subresource = ''] = path.split('/');
    return verbs.map((verb) => ({ verb, group, resource, subresource }));
  });
}

/**
 * In the order in which they are told. Source: Kubernetes, RBAC good practices, "privilege escalation risks"; the verbs of
 * impersonation with constraints (1.36) from apiserver, endpoints/filters/impersonation/mode.go.
 */
const POWERS = {
  escalate: { inNamespaces: of(RBAC, 'roles', ['escalate']), inNone: of(RBAC, 'clusterroles', ['escalate']) },
  bind: { inNamespaces: of(RBAC, 'roles clusterroles', ['bind']), inNone: [] },
  impersonate: {
    inNamespaces: [
      ...of('', 'serviceaccounts', ['impersonate']),
      ...of(AUTHENTICATION, 'serviceaccounts', ['impersonate:serviceaccount']),
    ],
    inNone: [
      ...of('', 'users groups', ['impersonate']),
      ...of(AUTHENTICATION, 'users groups', ['impersonate:user-info']),
      ...of(AUTHENTICATION, 'nodes', ['impersonate:arbitrary-node']),
    ],
  },
  'write-rbac': {
    inNamespaces: of(RBAC, 'roles rolebindings', WRITE),
    inNone: of(RBAC, 'clusterroles clusterrolebindings', WRITE),
  },
  // A list and a watch show what is inside as well.
  'read-secrets': { inNamespaces: of('', 'secrets', ['get', 'list', 'watch']), inNone: [] },
  'write-secrets': { inNamespaces: of('', 'secrets', WRITE), inNone: [] },
  'create-tokens': { inNamespaces: of('', 'serviceaccounts/token', ['create']), inNone: [] },
  'run-pods': {
    inNamespaces: [
      ...of('', 'pods replicationcontrollers', WRITE),
      ...of('apps', 'deployments daemonsets statefulsets replicasets', WRITE),
      ...of('batch', 'jobs cronjobs', WRITE),
    ],
    inNone: [],
  },
  // A websocket begins with a GET.
  'exec-pods': {
    inNamespaces: [
      ...of('', 'pods/exec pods/attach', ['create', 'get']),
      ...of('', 'pods/ephemeralcontainers', ['update', 'patch']),
    ],
    inNone: [],
  },
  'proxy-nodes': { inNamespaces: [], inNone: of('', 'nodes/proxy', ['create', 'get', 'update', 'patch', 'delete']) },
  'approve-certificates': {
    inNamespaces: [],
    inNone: [
      ...of(CERTIFICATES, 'certificatesigningrequests/approval', ['update', 'patch']),
      ...of(CERTIFICATES, 'signers', ['approve', 'sign']),
    ],
  },
  'write-webhooks': {
    inNamespaces: [],
    inNone: of(ADMISSION, 'validatingwebhookconfigurations mutatingwebhookconfigurations', WRITE),
  },
} as const satisfies Record<string, Requests>;

/** `everything` is all there is, and no other power is told beside it. */
export type Power = 'everything' | keyof typeof POWERS;

export const ALL_POWERS: readonly Power[] = ['everything', ...(Object.keys(POWERS) as (keyof typeof POWERS)[])];

/** Whether a rule permits whatever is done to whatever object. */
export const isEverything = ({ apiGroups, resources, resourceNames, verbs }: Rule): boolean =>
  resourceNames.length === 0 && [apiGroups, resources, verbs].every((list) => list.includes('*'));

export interface PowerGiven {
  readonly power: Power;
  /** Only over objects of certain names. */
  readonly named: boolean;
}

/** The powers that rules give where they hold: in the whole cluster, or in one namespace. */
export function powersOf(rules: readonly Rule[], where: 'cluster' | 'namespace'): readonly PowerGiven[] {
  if (rules.some(isEverything)) return [{ power: 'everything', named: false }];
  return ALL_POWERS.flatMap((power) => {
    if (power === 'everything') return [];
    const { inNamespaces, inNone } = POWERS[power];
    const requests = where === 'cluster' ? [...inNamespaces, ...inNone] : inNamespaces;
    const giving = rules.filter((rule) => requests.some((request) => permitsSomeName(rule, request)));
    return giving.length === 0 ? [] : [{ power, named: giving.every((rule) => rule.resourceNames.length > 0) }];
  });
}
