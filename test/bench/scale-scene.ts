import { type AnyObject, types } from '../support/api.ts';
import { applyOverlay } from '../support/operator-account.ts';
import type { World } from '../support/world.ts';

/** A big Argo CD: what `make bench-scale` measures with. */

export const PROJECTS = 200;
export const APPLICATIONS = 1000;
const TEAMS = 100;
export const NAMESPACES = PROJECTS + TEAMS;
/** The namespace of Argo CD, and the name of the policy. */
export const NAME = 'argocd';
/** By address, as the guard holds back what it cannot look up. */
const GIT = 'https://198.51.100.10';
const IN_CLUSTER = 'https://kubernetes.default.svc';

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));

const projectOf = (number: string) => ({
  name: `project-${number}`,
  sourceRepos: [`${GIT}/project-${number}/*`],
  destinations: [{ server: IN_CLUSTER, namespace: `apps-${number}` }],
  namespaceResourceBlacklist: [
    { group: '', kind: 'ResourceQuota' },
    { group: '', kind: 'LimitRange' },
  ],
  roles: [
    {
      name: 'read-only',
      policies: [`p, proj:project-${number}:read-only, applications, get, project-${number}/*, allow`],
    },
  ],
});

/** Every section: a project and an account for each namespace of applications, and a role in those of teams. */
export const spec = {
  mode: 'Enforce',
  network: {
    ingress: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
    egress: { git: [{ cidr: '198.51.100.0/24', ports: [443] }] },
  },
  projects: { lockDefault: true, secrets: 'Data', items: numbers(PROJECTS).map(projectOf) },
  sync: { manual: [{ namespaces: ['apps-00*'] }] },
  rbac: {
    roles: [
      {
        name: 'viewers',
        namespaces: ['team-*'],
        subjects: [{ kind: 'Group', name: 'viewers' }],
        preset: 'viewer',
      },
    ],
    impersonation: {},
  },
  settings: { keys: [{ id: 'argocd-cm/users.anonymous.enabled', value: 'false' }] },
};

/** The same with one repository more in one of its projects. */
export const changedSpec = {
  ...spec,
  projects: {
    ...spec.projects,
    items: spec.projects.items.map((item, index) =>
      index === 0 ? { ...item, sourceRepos: [...item.sourceRepos, `${GIT}/more/*`] } : item,
    ),
  },
};

const namespace = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** As Argo CD keeps it after a sync. */
function application(index: number): object {
  const number = String(index % PROJECTS).padStart(3, '0');
  const deployed = (group: string, kind: string): object => ({
    group,
    version: 'v1',
    kind,
    namespace: `apps-${number}`,
    name: `app-${index}`,
    status: 'Synced',
  });
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { namespace: NAME, name: `app-${index}` },
    spec: {
      project: `project-${number}`,
      source: { repoURL: `${GIT}/project-${number}/app-${index}.git`, path: '.' },
      destination: { server: IN_CLUSTER, namespace: `apps-${number}` },
      syncPolicy: { automated: {} },
    },
    status: { resources: [deployed('apps', 'Deployment'), deployed('', 'Service'), deployed('', 'ConfigMap')] },
  };
}

/** Does something with each, as many at a time as a transport has under way at once. */
export const each = async <T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> =>
  void (await Promise.all(all.map(work)));

/** Installs Argo CD, gives the operator its rights, and makes everything that the policy is about. */
export async function setUp(world: World): Promise<void> {
  const { admin, cluster } = world;
  await world.installArgoCd(NAME);
  for (const overlay of ['enforce', 'grants', 'secrets'] as const) await applyOverlay(cluster, overlay);
  const names = [...numbers(PROJECTS).map((number) => `apps-${number}`), ...numbers(TEAMS).map((n) => `team-${n}`)];
  await each(names, async (name): Promise<AnyObject> => admin.apply(types.namespace, namespace(name)));
  const applications = Array.from({ length: APPLICATIONS }, (_, index) => application(index));
  await each(applications, async (object): Promise<AnyObject> => admin.create(types.application, object));
}
