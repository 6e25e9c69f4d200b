import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { NetworkPolicySpec } from '../../src/api/kube.ts';
import { type AnyObject, specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asAdministrator, type Scene, setScene } from '../support/scene.ts';
import { condition } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;

const ENFORCE = { mode: 'Enforce', network: {} };

setScene(test, asAdministrator);

const networkPolicy = (namespace: string, name: string, spec: NetworkPolicySpec, labels = {}): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec,
});

const namesOf = (objects: readonly AnyObject[]): string[] => objects.map(({ metadata }) => metadata.name);

const REPO_SERVER = { matchLabels: { 'app.kubernetes.io/name': 'argocd-repo-server' } };
const OPEN: NetworkPolicySpec = { podSelector: REPO_SERVER, ingress: [{}] };

test('a policy of somebody else that undoes the isolation is reported, and never touched', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('foreign');
  const shipped = await world.admin.list(types.networkPolicy, 'foreign');
  await Promise.all(shipped.map(async ({ metadata }) => world.admin.remove(types.networkPolicy, metadata)));
  const theirs = await world.mallory.create(types.networkPolicy, networkPolicy('foreign', 'open', OPEN));
  await world.applyPolicy('foreign', ENFORCE);
  const status = await world.settled('foreign', { Enforced: 'True', Isolated: 'False', Compliant: 'False' });
  t.regex(
    condition(status, 'Isolated').message,
    /NetworkPolicy open spec\.ingress\[0\] permits ingress of repo-server from everyone, all ports/,
  );
  t.like(
    status.violations.find(({ name }) => name === 'open'),
    { severity: 'critical', path: 'spec.ingress[0]' },
  );
  t.true((status.summary?.critical ?? 0) >= 1);
  t.deepEqual((await world.admin.get(types.networkPolicy, theirs.metadata)).metadata, theirs.metadata);
  await world.admin.remove(types.networkPolicy, theirs.metadata);
  await world.settled('foreign', { Isolated: 'True', Compliant: 'True' });
});

test('bug: the namespace was denied while a component had no policy, its name being taken', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('taken');
  const name = 'gsp-taken-repo-server';
  const theirs = await world.mallory.create(types.networkPolicy, networkPolicy('taken', name, OPEN));
  await world.applyPolicy('taken', ENFORCE);
  const status = await world.settled('taken', { Enforced: 'False/NotOwned', Ready: 'True' });
  t.like(
    status.plan.find((entry) => entry.name === name),
    { action: 'Blocked' },
  );
  t.like(
    status.plan.find((entry) => entry.name === 'gsp-taken-namespace'),
    { action: 'Hold' },
  );
  t.is(await world.admin.find(types.networkPolicy, { namespace: 'taken', name: 'gsp-taken-namespace' }), undefined);
  t.deepEqual((await world.admin.get(types.networkPolicy, theirs.metadata)).metadata, theirs.metadata);

  await world.applyPolicy('taken', { ...ENFORCE, takeOwnership: true });
  await world.settled('taken', { Enforced: 'True' });
  const ours = await world.admin.get(types.networkPolicy, theirs.metadata);
  t.is(ours.metadata.uid, theirs.metadata.uid);
  t.deepEqual(specOf(ours)?.policyTypes?.toSorted(), ['Egress', 'Ingress']);
  t.false(JSON.stringify(specOf(ours)).includes('{}'));
});

test('a foreign object with copied labels is not deleted', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('copied');
  await world.applyPolicy('copied', ENFORCE);
  await world.settled('copied', { Enforced: 'True' });
  const [ours] = await world.generated('copied');
  const labels = ours?.metadata.labels ?? {};
  const theirs = networkPolicy('copied', 'copy', { podSelector: REPO_SERVER, ingress: [] }, labels);
  await world.mallory.create(types.networkPolicy, theirs);
  await world.applyPolicy('copied', { mode: 'Enforce' });
  await eventually(async () => assert.equal((await world.generated('copied')).length, 1));
  const status = await world.settled('copied', {
    Enforced: 'False/NothingToEnforce',
    Isolated: 'Unknown/NothingToEnforce',
  });
  t.is(status.summary?.managed, 0);
  t.deepEqual(status.managed, []);
  t.deepEqual(
    (await world.generated('copied')).map(({ metadata }) => metadata.name),
    ['copy'],
  );
});

test('of two policies for one Argo CD the older one counts, and the other takes over when it goes', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('shared');
  await world.applyPolicy('shared', ENFORCE);
  await world.settled('shared', { Enforced: 'True' });
  // Of creation times in seconds, the name decides.
  await world.applyPolicy('shared-later', { ...ENFORCE, argocd: { namespace: 'shared' } });
  await world.settled('shared-later', { Stalled: 'True/CoveredByOlderPolicy', Ready: 'False' });
  t.deepEqual(namesOf(await world.generated('shared', 'shared-later')), []);
  await world.kubectl('delete', 'gsp', 'shared');
  await world.settled('shared-later', { Enforced: 'True', Ready: 'True', Stalled: 'absent' });
  await eventually(async () => assert.deepEqual(await world.generated('shared'), []));
  t.true((await world.generated('shared', 'shared-later')).length > 0);
});

test('a policy without its Argo CD writes nothing, and picks it up when it comes', async (t) => {
  const { world } = t.context;
  await world.applyPolicy('early', ENFORCE);
  const missing = await world.settled('early', { Ready: 'False/ArgoCDNotFound', Isolated: 'Unknown' });
  t.regex(condition(missing, 'Ready').message, /namespace early does not exist/);
  await world.admin.create(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'early' } });
  await eventually(async () => assert.match(condition(await world.status('early'), 'Ready').message, /no workload/));
  t.deepEqual(await world.admin.list(types.networkPolicy, 'early'), []);
  await world.installArgoCd('early');
  await world.settled('early', { Ready: 'True', Enforced: 'True' });
});

test('a policy that moves takes its objects along', async (t) => {
  const { world } = t.context;
  await Promise.all([world.installArgoCd('from'), world.installArgoCd('to')]);
  await world.applyPolicy('mover', { ...ENFORCE, argocd: { namespace: 'from' } });
  await world.settled('mover', { Enforced: 'True' });
  const before = await world.generated('from', 'mover');
  t.true(before.length > 0);
  await world.applyPolicy('mover', { ...ENFORCE, argocd: { namespace: 'to' } });
  const status = await world.settled('mover', { Enforced: 'True', InSync: 'True' });
  t.deepEqual(namesOf(await world.generated('from', 'mover')), []);
  t.is((await world.generated('to', 'mover')).length, before.length);
  t.true(status.managed.every(({ namespace }) => namespace === 'to'));
  t.is(status.summary?.corrected, 0);
});

test('what a policy generated goes with it, or stays when asked to', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('left');
  await world.applyPolicy('left', ENFORCE);
  await world.settled('left', { Enforced: 'True' });
  const before = await world.generated('left');
  await world.kubectl('delete', 'gsp', 'left', '--cascade=orphan');
  const after = await world.generated('left');
  t.deepEqual(after.map(specOf), before.map(specOf));
  t.deepEqual(
    after.flatMap(({ metadata }) => metadata.ownerReferences ?? []),
    [],
  );

  await world.applyPolicy('left', ENFORCE);
  await world.settled('left', { Enforced: 'True', InSync: 'True' });
  t.deepEqual(
    (await world.generated('left')).map(({ metadata }) => metadata.uid),
    before.map(({ metadata }) => metadata.uid),
  );
  await world.kubectl('delete', 'gsp', 'left');
  await eventually(async () => assert.deepEqual(await world.generated('left'), []));
});

test('kubectl and other tools can wait for it, and ask for it', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('waited');
  await world.applyPolicy('waited', ENFORCE);
  await t.notThrowsAsync(world.kubectl('wait', '--for=condition=Ready', 'gsp/waited', '--timeout=20s'));
  await world.kubectl('annotate', 'gsp', 'waited', 'reconcile.gitops-security.io/requestedAt=now');
  await eventually(async () => assert.equal((await world.status('waited')).lastHandledReconcileAt, 'now'));
  await world.applyPolicy('waited', { ...ENFORCE, network: { isolateNamespace: false } });
  const status = await world.settled('waited', { Ready: 'True' });
  t.true(status.conditions.every(({ observedGeneration }) => observedGeneration === status.observedGeneration));
  t.is(await world.admin.find(types.networkPolicy, { namespace: 'waited', name: 'gsp-waited-namespace' }), undefined);
});

test.serial('a policy that no longer parses leaves what exists as it is, and says why', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('loose');
  await world.applyPolicy('loose', ENFORCE);
  await world.settled('loose', { Enforced: 'True' });
  const before = await world.generated('loose');
  const path = '/spec/versions/0/schema/openAPIV3Schema/properties/spec';
  const loosened = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const patch = JSON.stringify([{ op: 'replace', path, value: loosened }]);
  const name = 'gitopssecuritypolicies.gitops-security.io';
  await world.kubectl('patch', 'crd', name, '--type=json', `--patch=${patch}`);
  const network = { egress: { git: [{ cidr: 'everywhere', ports: [443] }] } };
  await eventually(async () => world.applyPolicy('loose', { mode: 'Enforce', network }));
  const status = await world.settled('loose', { Stalled: 'True/InvalidSpec', Ready: 'False', Enforced: 'Unknown' });
  t.regex(condition(status, 'Stalled').message, /spec\.network\.egress\.git\[0\]\.cidr/);
  t.deepEqual(await world.generated('loose'), before);
  await world.kubectl('apply', '--server-side', '--force-conflicts', '-f', 'crds/');
  await eventually(async () => world.applyPolicy('loose', ENFORCE));
  await world.settled('loose', { Ready: 'True', Enforced: 'True', Stalled: 'absent' });
});
