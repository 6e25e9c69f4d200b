import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asAdministrator, type Scene, setScene } from '../support/scene.ts';
import { condition } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;

setScene(test, asAdministrator);

const GIT = '192.0.2.10';

const application = (namespace: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace },
  spec: {
    project: 'default',
    source: { repoURL: `https://${GIT}/shop.git`, path: '.' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
  },
});

const enforce = (network: object): object => ({ mode: 'Enforce', network });
const repoServer = (namespace: string) => ({ namespace, name: `gsp-${namespace}-repo-server` });

test('what would cut a repository off is held back, until a rule covers it', async (t) => {
  const { admin, applyPolicy, generated, installArgoCd, settled } = t.context.world;
  await installArgoCd('guarded');
  await admin.create(types.application, application('guarded'));
  await applyPolicy('guarded', enforce({}));
  const held = await settled('guarded', { Ready: 'True', Enforced: 'False/GuardBlocked' });
  t.regex(
    condition(held, 'Enforced').message,
    /repo-server needs 192\.0\.2\.10:443 \(Application guarded\/shop\), but no rule permits/,
  );
  const names = (await generated('guarded')).map(({ metadata }) => metadata.name);
  t.true(names.includes('gsp-guarded-server') && names.includes('gsp-guarded-redis'));
  t.false(names.includes('gsp-guarded-repo-server') || names.includes('gsp-guarded-namespace'));
  t.deepEqual(
    held.plan.map(({ action, name }) => `${action} ${name}`),
    ['Hold gsp-guarded-repo-server', 'Hold gsp-guarded-namespace'],
  );

  await applyPolicy('guarded', enforce({ egress: { git: [{ cidr: `${GIT}/32`, ports: [443] }] } }));
  await settled('guarded', { Enforced: 'True' });
  t.true(JSON.stringify(specOf(await admin.get(types.networkPolicy, repoServer('guarded')))).includes(GIT));
});

test('what was only planned, while auditing, does not get past the guard as if it had been applied', async (t) => {
  const { admin, applyPolicy, installArgoCd, settled } = t.context.world;
  await installArgoCd('audited');
  await applyPolicy('audited', { mode: 'Audit', network: {} });
  await settled('audited', { Enforced: 'False/AuditMode' });
  await admin.create(types.application, application('audited'));
  await eventually(async () =>
    assert.match(JSON.stringify((await settled('audited', { Ready: 'True' })).plan), /"Hold"/),
  );
  await applyPolicy('audited', enforce({}));
  await settled('audited', { Enforced: 'False/GuardBlocked' });
  t.is(await admin.find(types.networkPolicy, repoServer('audited')), undefined);
});

test('bug: what was made together with the policy came too late for the guard', async (t) => {
  const { admin, applyPolicy, installArgoCd, settled } = t.context.world;
  await installArgoCd('together');
  await applyPolicy('together', enforce({}));
  await admin.create(types.application, application('together'));
  await settled('together', { Enforced: 'False/GuardBlocked' });
  t.is(await admin.find(types.networkPolicy, repoServer('together')), undefined);
});

test('with Warn it is applied, and said', async (t) => {
  const { admin, applyPolicy, installArgoCd, settled } = t.context.world;
  await installArgoCd('warned');
  await admin.create(types.application, application('warned'));
  await applyPolicy('warned', enforce({ guard: 'Warn' }));
  const status = await settled('warned', { Enforced: 'True' });
  t.regex(condition(status, 'Enforced').message, /not covered: repo-server needs 192\.0\.2\.10:443/);
  t.not(await admin.find(types.networkPolicy, repoServer('warned')), undefined);
});

test('an applied policy is healed even if something needs what it cuts: nobody gets rid of it that way', async (t) => {
  const { admin, mallory, applyPolicy, installArgoCd, settled, status } = t.context.world;
  await installArgoCd('tricked');
  await applyPolicy('tricked', enforce({}));
  await settled('tricked', { Enforced: 'True' });
  await mallory.create(types.application, application('tricked'));
  await mallory.remove(types.networkPolicy, repoServer('tricked'));
  await eventually(async () => admin.get(types.networkPolicy, repoServer('tricked')));
  await eventually(async () => assert.match(condition(await status('tricked'), 'Enforced').message, /not covered/));
  t.is((await settled('tricked', { Enforced: 'True', InSync: 'True' })).summary?.corrected, 1);
});

test.serial('the addresses of the API server are followed, and nothing changes while they are not known', async (t) => {
  const { admin, applyPolicy, generated, installArgoCd, settled } = t.context.world;
  await installArgoCd('followed');
  await applyPolicy('followed', enforce({}));
  await settled('followed', { Enforced: 'True' });
  const [slice] = (await admin.list(types.endpointSlice, 'default')).filter(
    ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'kubernetes',
  );
  assert(slice !== undefined);
  const { apiVersion, kind, metadata, ports } = slice;
  const { name, namespace, labels } = metadata;

  const address = 'fd00:10::7';
  const v6 = { name: 'kubernetes-v6', namespace, labels };
  const endpoints = [{ addresses: [address], conditions: { ready: true } }];
  await admin.create(types.endpointSlice, { apiVersion, kind, metadata: v6, addressType: 'IPv6', endpoints, ports });
  const controller = { namespace: 'followed', name: 'gsp-followed-application-controller' };
  await eventually(async () => {
    const spec = specOf(await admin.get(types.networkPolicy, controller));
    assert(JSON.stringify(spec).includes(`"cidr":"${address}/128"`));
  });
  await settled('followed', { Enforced: 'True', InSync: 'True' });

  const before = await generated('followed');
  await admin.remove(types.endpointSlice, v6);
  await admin.remove(types.endpointSlice, metadata);
  await settled('followed', { Ready: 'True', Enforced: 'False/APIServerUnknown', InSync: 'True' });
  t.deepEqual(await generated('followed').then(withoutV6), withoutV6(before));
  await admin.remove(types.networkPolicy, controller);
  await eventually(async () => admin.get(types.networkPolicy, controller));

  const { addressType, endpoints: original } = slice;
  const again = { apiVersion, kind, metadata: { name, namespace, labels }, addressType, endpoints: original, ports };
  await admin.create(types.endpointSlice, again);
  const status = await settled('followed', { Ready: 'True', Enforced: 'True', InSync: 'True' });
  t.is(status.summary?.corrected, 1);
  t.false(JSON.stringify(specOf(await admin.get(types.networkPolicy, controller))).includes(address));

  /** Between the two deletions only one of the addresses was known. */
  function withoutV6(objects: typeof before): string[] {
    return objects.map((object) =>
      JSON.stringify(specOf(object)).replaceAll(/,?\{"ipBlock":\{"cidr":"fd00[^}]*\}\}/g, ''),
    );
  }
});
