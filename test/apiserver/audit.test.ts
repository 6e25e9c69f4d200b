import anyTest, { type TestFn } from 'ava';
import type { Status } from '../../src/api/status.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asServiceAccount, type Scene, setScene } from '../support/scene.ts';
import { condition, type World } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;
setScene(test, asServiceAccount);

const pod = (fields: object = {}, container: object = {}): object => ({
  containers: [{ name: 'app', image: 'registry.example.com/shop/web:1.4.2', ...container }],
  ...fields,
});

/** What an update replaces goes at once: no pod of this cluster ever becomes ready. */
const deployment = (namespace: string, name: string, spec: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace, name },
  spec: {
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec },
  },
});

/** All that the tests are about: other rules come and go. */
const JUDGED = ['pod-security/privileged', 'pod-security/host-namespaces', 'images/latest-tag'];
const only = (...ids: readonly string[]): object[] => [{ id: '*/*', enabled: false }, ...ids.map((id) => ({ id }))];

/** A namespace that no other test looks at, and a policy that audits it alone. */
async function shop(world: World, name: string, audit: object = {}): Promise<void> {
  await world.admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const namespaces = { include: [name] };
  await world.applyPolicy(name, { report: { limit: 100 }, audit: { namespaces, rules: only(...JUDGED), ...audit } });
}

const inNamespace = (status: Status, namespace: string): string[] =>
  status.violations
    .filter((entry) => entry.namespace === namespace)
    .map(({ rule, kind, name }) => `${rule} ${kind}/${name}`)
    .toSorted();

/** Waits until the status tells of exactly these violations in the namespace. */
const told = async (world: World, namespace: string, wanted: readonly string[]): Promise<Status> =>
  eventually(async () => {
    const status = await world.status(namespace);
    if (condition(status, 'Audited').status !== 'True') throw new Error(JSON.stringify(status.conditions));
    const found = inNamespace(status, namespace);
    if (found.join() !== wanted.toSorted().join()) throw new Error(`found ${found.join(', ')}`);
    return status;
  });

test.serial('a privileged Deployment is told of once, with what to do, and no more when it is put right', async (t) => {
  const { world } = t.context;
  await shop(world, 'privileged');
  await world.admin.apply(
    types.deployment,
    deployment('privileged', 'web', pod({}, { securityContext: { privileged: true } })),
  );
  const status = await told(world, 'privileged', ['pod-security/privileged Deployment/web']);
  const violation = status.violations.find(({ rule }) => rule === 'pod-security/privileged');
  t.is(violation?.path, 'spec.template.spec.containers[0].securityContext.privileged');
  t.regex(violation?.remedy ?? '', /\.$/);
  t.true((status.audit?.podSecurity?.privileged ?? 0) >= 1);
  await world.admin.apply(types.deployment, deployment('privileged', 'web', pod()));
  await told(world, 'privileged', []);
});

test.serial('a pod that a controller made is judged by its template; one that only says so is judged', async (t) => {
  const { world } = t.context;
  await shop(world, 'owned');
  await world.admin.apply(types.deployment, deployment('owned', 'web', pod({ hostPID: true })));
  const replicaSet = await eventually(async () => {
    const { items } = JSON.parse(await world.kubectl('get', 'rs,pods', '-n', 'owned', '-o', 'json')) as {
      items: AnyObject[];
    };
    const [found] = items.filter(({ kind }) => kind === 'ReplicaSet');
    if (found === undefined || items.length < 2) throw new Error('no pod yet');
    return found;
  });
  await told(world, 'owned', ['pod-security/host-namespaces Deployment/web']);
  const { name, uid } = replicaSet.metadata;
  await world.applyManifest(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace: 'owned',
        name: 'guest',
        labels: { app: 'other' },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }],
      },
      spec: pod({}, { securityContext: { privileged: true } }),
    }),
  );
  await told(world, 'owned', ['pod-security/host-namespaces Deployment/web', 'pod-security/privileged Pod/guest']);
  t.pass();
});

test.serial('an exception accepts a finding, is counted, and one that accepts nothing is told of', async (t) => {
  const { world } = t.context;
  await shop(world, 'excepted', {
    exceptions: [
      { rules: ['images/*'], names: ['web'], reason: 'the vendor has no other tag', expires: '2999-01-01' },
      { rules: ['images/*'], names: ['gone'], reason: 'it was there once' },
      { rules: ['images/*'], names: ['old'], reason: 'until the move', expires: '2020-01-01' },
    ],
  });
  for (const name of ['web', 'old'])
    await world.admin.apply(types.deployment, deployment('excepted', name, pod({}, { image: 'nginx:latest' })));
  const { audit } = await told(world, 'excepted', ['images/latest-tag Deployment/old']);
  t.is(audit?.accepted, 1);
  t.deepEqual(
    audit?.exceptions.map(({ index, state, findings }) => [index, state, findings]),
    [
      [2, 'Expired', 1],
      [1, 'Unused', 0],
      [0, 'InUse', 1],
    ],
  );
});

test.serial('a rule can be switched off, and judged otherwise; Compliant follows the threshold', async (t) => {
  const { world } = t.context;
  const rules = [...only(), { id: 'images/latest-tag', severity: 'high' }];
  await shop(world, 'chosen', { rules, failOn: 'critical' });
  const spec = pod({ hostPID: true }, { image: 'nginx:latest' });
  await world.admin.apply(types.deployment, deployment('chosen', 'web', spec));
  const status = await told(world, 'chosen', ['images/latest-tag Deployment/web']);
  t.is(status.violations.find(({ name }) => name === 'web')?.severity, 'high');
  t.is(condition(status, 'Compliant').status, 'True', condition(status, 'Compliant').message);
  await shop(world, 'chosen', { rules, failOn: 'high' });
  const stricter = await world.settled('chosen', { Compliant: 'False/ViolationsFound' });
  t.regex(condition(stricter, 'Compliant').message, /1 violation of severity high or worse/);
});

test.serial('a critical or high finding that appears or goes is an Event, and a line in the log', async (t) => {
  const { world, operator } = t.context;
  await shop(world, 'heard');
  await told(world, 'heard', []);
  await world.admin.apply(types.deployment, deployment('heard', 'web', pod({ hostNetwork: true })));
  const heard = async (wanted: string): Promise<void> =>
    eventually(async () => {
      const events = await world.admin.list(types.event, 'default');
      const found = events.filter(
        ({ reason, note }) => reason === wanted && String(note).includes('Deployment heard/web:'),
      );
      if (found.length !== 1) throw new Error(`${found.length} Events ${wanted}`);
    });
  await heard('FindingAppeared');
  await world.admin.apply(types.deployment, deployment('heard', 'web', pod()));
  await heard('FindingGone');
  const lines = operator.log.filter(({ message, name }) => message.startsWith('finding ') && name === 'web');
  t.true(lines.some(({ message, namespace }) => message === 'finding appeared' && namespace === 'heard'));
});

test.serial('a policy without an audit ends it, and its results', async (t) => {
  const { world } = t.context;
  await shop(world, 'ended');
  await told(world, 'ended', []);
  await world.admin.patch(types.policy, { name: 'ended' }, { spec: { audit: null } });
  const status = await eventually(async () => {
    const found = await world.status('ended');
    if (found.audit !== undefined) throw new Error('still told');
    return found;
  });
  t.is(condition(status, 'Audited').status, 'absent');
});

const customRule = {
  id: 'team-label',
  severity: 'high',
  match: { apiVersion: 'apps/v1', kind: 'Deployment' },
  expression: "has(object.metadata.labels) && 'team' in object.metadata.labels",
  message: 'has no label team',
  remedy: 'Add the label team.',
};

test.serial('a rule of the policy finds what is false, and one that cannot work is named with why', async (t) => {
  const { world } = t.context;
  const rules = only('custom/*');
  // Each of the hundred lists is gone through for each entry of the one around it.
  const many = '[1,2,3,4,5,6,7,8,9,10]';
  const deep = (depth: number): string => (depth === 0 ? 'true' : `${many}.all(x${depth}, ${deep(depth - 1)})`);
  const slow = { ...customRule, id: 'slow', expression: deep(7) };
  await shop(world, 'ruled', { rules, customRules: [customRule] });
  await world.admin.apply(types.deployment, deployment('ruled', 'web', pod()));
  const status = await told(world, 'ruled', ['custom/team-label Deployment/web']);
  t.is(status.violations.find(({ rule }) => rule === 'custom/team-label')?.remedy, 'Add the label team.');
  await world.admin.patch(
    types.deployment,
    { namespace: 'ruled', name: 'web' },
    { metadata: { labels: { team: 'a' } } },
  );
  await told(world, 'ruled', []);
  const broken = [
    { ...customRule, id: 'broken', expression: 'object.spec.' },
    { ...customRule, id: 'secret', match: { apiVersion: 'v1', kind: 'Secret' } },
  ];
  const nowhere = { ...customRule, id: 'nowhere', match: { apiVersion: 'example.com/v1', kind: 'Widget' } };
  await shop(world, 'ruled', { rules, customRules: [customRule, slow, ...broken] });
  const named = await world.settled('ruled', { Audited: 'False/RuleFailed' });
  const { message } = condition(named, 'Audited');
  for (const id of ['custom/broken', 'custom/secret', 'custom/slow']) t.true(message.includes(id), message);
  await shop(world, 'ruled', { rules, customRules: [nowhere] });
  await eventually(async () => {
    const { message: said } = condition(await world.status('ruled'), 'Audited');
    if (!said.includes('example.com/v1 Widget')) throw new Error(said);
  });
  await shop(world, 'ruled', { rules, customRules: [customRule] });
  await told(world, 'ruled', []);
});

test.serial('a rule about a kind that the operator may not read is named, until it may', async (t) => {
  const { world } = t.context;
  const match = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
  const rule = { ...customRule, id: 'no-lease', match, expression: 'false', message: 'there is one' };
  await shop(world, 'leases', { rules: only('custom/*'), customRules: [rule] });
  const status = await world.settled('leases', { Audited: 'False/RuleFailed', Compliant: 'Unknown' });
  t.regex(condition(status, 'Audited').message, /Lease cannot be watched: forbidden/);
  await world.applyManifest(
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'reads-leases', labels: { 'gitops-security.io/auditable': 'true' } },
      rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list', 'watch'] }],
    }),
  );
  await world.settled('leases', { Audited: 'True' });
});
