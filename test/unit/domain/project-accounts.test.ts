import test from 'ava';
import type { ConfigMap } from '../../../src/api/kube.ts';
import { spec } from '../../../src/api/spec.ts';
import type { AppProject, DestinationServiceAccount } from '../../../src/domain/argocd/resources.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import { planPolicy, type PolicyPlan } from '../../../src/domain/policy-plan.ts';
import { rbacGraph } from '../../../src/domain/semantics/rbac/graph.ts';
import { helm } from './argocd/workloads.ts';
import { facts, OWNER } from './hardening/inputs.ts';
import { EVERYTHING } from './hardening/rbac/inputs.ts';
import { application, appProject, IN_CLUSTER } from './projects.ts';

/** A CRD that knows every field. */
const SCHEMA = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const NOTHING = { roles: [], clusterRoles: [], roleBindings: [], clusterRoleBindings: [] };
const shop = {
  name: 'shop',
  sourceRepos: ['https://git.example.com/*'],
  destinations: [{ server: IN_CLUSTER, namespace: 'shop' }],
};
const OURS: DestinationServiceAccount = { server: IN_CLUSTER, namespace: 'shop', defaultServiceAccount: 'gsp-shop' };
const ASKED = { impersonation: {} };

const argocdCm = (impersonates: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'argocd', name: 'argocd-cm', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
  data: { 'application.sync.impersonation.enabled': impersonates },
});

function plan(rbac: object | undefined, known: Partial<Facts>, more: object = {}): PolicyPlan {
  return planPolicy({
    owner: OWNER,
    spec: spec.parse({
      projects: { items: [{ ...shop, ...more }] },
      ...(rbac !== undefined && { rbac }),
      settings: {},
    }),
    leaving: false,
    facts: facts(helm(), {
      projectSchema: SCHEMA,
      configMaps: [argocdCm('true')],
      namespaces: new Map([['shop', {}]]),
      appProjects: [appProject('shop', { destinationServiceAccounts: [OURS] })],
      applications: [application('web')],
      access: { objects: NOTHING, graph: rbacGraph(NOTHING) },
      grantable: EVERYTHING,
      ...known,
    }),
    owned: [],
    live: () => undefined,
    applied: new Map(),
    previous: new Map(),
    emptied: [],
    neutralised: new Map(),
    settings: new Map(),
  });
}

const entriesOf = ({ desired }: PolicyPlan): readonly DestinationServiceAccount[] | undefined =>
  desired.map(({ object }) => object as AppProject).find(({ kind }) => kind === 'AppProject')?.spec
    ?.destinationServiceAccounts;
const reasonsOf = ({ withheld }: PolicyPlan): string[] => withheld.map(({ reason, name }) => `${reason} ${name}`);

test('bug: without a sight of who may do what, entries were taken from projects that deploy by them', (t) => {
  const blind = plan(ASKED, { access: undefined, grantable: undefined });
  t.deepEqual(entriesOf(blind), [OURS]);
  const none = plan(ASKED, { access: undefined, grantable: undefined, appProjects: [appProject('shop')] });
  t.deepEqual(entriesOf(none), []);
});

test('bug: without a sight of who may do what, Argo CD was told to impersonate', (t) => {
  const id = 'argocd-cm/application.sync.impersonation.enabled';
  const off = { configMaps: [argocdCm('false')], applications: [] };
  const blind = plan(ASKED, { ...off, access: undefined, grantable: undefined });
  t.deepEqual(blind.settings.changes, []);
  t.true(reasonsOf(blind).includes(`GuardBlocked ${id}`));
});

test('bug: entries that are not asked for any more went while Argo CD deployed by them', (t) => {
  const off = { configMaps: [argocdCm('false')] };
  const cases: readonly [string, object | undefined, Partial<Facts>, readonly DestinationServiceAccount[]][] = [
    ['no section any more', undefined, {}, [OURS]],
    ['another project only', { impersonation: { projects: ['other'] } }, {}, [OURS]],
    ['Argo CD does not impersonate', undefined, off, []],
    ['nobody uses the project', undefined, { applications: [] }, []],
  ];
  for (const [name, rbac, known, wanted] of cases) {
    const found = plan(rbac, known);
    t.deepEqual(entriesOf(found), wanted, name);
    t.is(reasonsOf(found).includes('InUse of project shop'), wanted.length > 0, name);
  }
});

test('bug: an entry that an intruder added for our account came to be one of ours', (t) => {
  const everywhere = { server: '*', namespace: '*', defaultServiceAccount: 'gsp-shop' };
  const widened = { appProjects: [appProject('shop', { destinationServiceAccounts: [everywhere, OURS] })] };
  t.deepEqual(entriesOf(plan(undefined, widened)), [OURS]);
  t.deepEqual(entriesOf(plan(ASKED, { ...widened, access: undefined, grantable: undefined })), [OURS]);
});

test('where the item says itself as whom it deploys, entries of ours for that place go', (t) => {
  const own = { ...OURS, defaultServiceAccount: 'builder' };
  t.deepEqual(entriesOf(plan(undefined, {}, { destinationServiceAccounts: [own] })), [own]);
});
