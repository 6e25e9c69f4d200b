import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { confined, deployment } from './pods.ts';

const messages = (id: string, objects: readonly KubeObject[], audit: object = {}) =>
  judge(`pod-security/${id}`, { objects, audit }).map(({ path, message }) => `${path}: ${message}`);

const RESTRICTED = { podSecurity: 'restricted' };

const account = (fields: object) => object(['v1', 'ServiceAccount', 'default'], fields);

test('the token of the default account: the word of the pod counts before that of the account', (t) => {
  const off = account({ automountServiceAccountToken: false });
  const finding = ['spec.template.spec.automountServiceAccountToken: Has the token of the ServiceAccount "default".'];
  t.deepEqual(messages('service-account-token', [deployment()]), finding);
  t.deepEqual(messages('service-account-token', [deployment({}, { serviceAccountName: 'default' })]), finding);
  t.deepEqual(messages('service-account-token', [deployment(), account({})]), finding);
  t.deepEqual(messages('service-account-token', [deployment(), off]), []);
  const on = deployment({}, { automountServiceAccountToken: true });
  t.deepEqual(messages('service-account-token', [on, off]), finding);
  t.deepEqual(messages('service-account-token', [deployment({}, { serviceAccountName: 'app' })]), []);
});

test('a LimitRange with a default limit of memory is one of every container', (t) => {
  const range = (limit: object) => object(['v1', 'LimitRange', 'limits'], { spec: { limits: [limit] } });
  const without = [
    'spec.template.spec.containers[0].resources.limits.memory: May take all memory of its node, without a limit: container "app".',
  ];
  t.deepEqual(messages('memory-limit', [deployment()]), without);
  t.deepEqual(messages('memory-limit', [deployment(), range({ type: 'Container', default: { memory: '1Gi' } })]), []);
  t.deepEqual(messages('memory-limit', [deployment(), range({ type: 'Container', default: { cpu: '1' } })]), without);
  t.deepEqual(
    messages('memory-limit', [deployment(), range({ type: 'PersistentVolumeClaim', default: { memory: '1' } })]),
    without,
  );
  const debugged = deployment(
    { resources: { limits: { memory: '1Gi' } } },
    { ephemeralContainers: [{ name: 'debug' }] },
  );
  t.deepEqual(messages('memory-limit', [debugged]), []);
});

test('NET_RAW is there unless it is dropped and not added again', (t) => {
  const has = (capabilities: object, pod: object = {}) =>
    messages('net-raw', [confined({ capabilities }, pod)], RESTRICTED).length > 0;
  t.true(has({}));
  t.false(has({ drop: ['ALL'] }));
  t.true(has({ drop: ['ALL'], add: ['NET_RAW'] }));
  t.true(has({ drop: ['NET_RAW'], add: ['ALL'] }));
  t.true(has({ drop: ['net_raw'] }));
  t.false(has({}, { os: { name: 'windows' } }));
  t.deepEqual(messages('net-raw', [deployment()]), []);
});

test('the root filesystem is asked about at the level restricted alone', (t) => {
  t.deepEqual(messages('read-only-root-filesystem', [deployment()]), []);
  t.deepEqual(messages('read-only-root-filesystem', [deployment({}, { os: { name: 'windows' } })], RESTRICTED), []);
});

test('variables from Secrets, of containers of all sorts, without the names of the Secrets', (t) => {
  const envFrom = [{ secretRef: { name: 'hidden' } }];
  const pod = { initContainers: [{ name: 'setup', envFrom }], ephemeralContainers: [{ name: 'debug', envFrom }] };
  t.deepEqual(messages('secret-env', [deployment({}, pod)]), [
    'spec.template.spec.initContainers[0].envFrom[0]: Has environment variables from Secrets: containers "setup", "debug".',
  ]);
});
