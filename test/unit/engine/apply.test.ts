import test from 'ava';
import { createWriter } from '../../../src/engine/apply.ts';
import type { Call } from '../../../src/engine/exchange.ts';
import { configMap, CONFIG_MAPS } from '../../support/kube-objects.ts';

const signal = new AbortController().signal;
const ROLES = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', kind: 'ClusterRole' };
const object = configMap('a', '1', { k: 'v' });
const ours = 'fieldManager=me%2Fyou&fieldValidation=Strict';

function writing() {
  const calls: Call[] = [];
  const request = async (call: Call): Promise<unknown> => {
    calls.push(call);
    return call.body;
  };
  return { calls, writer: createWriter({ request, stream: () => Promise.reject(new Error('unused')) }, 'me/you') };
}

test('apply forces, and sends the object as it is', async (t) => {
  const { calls, writer } = writing();
  t.is(await writer.apply(CONFIG_MAPS, object, signal), object);
  t.deepEqual(calls, [
    {
      method: 'PATCH',
      path: `/api/v1/namespaces/default/configmaps/a?${ours}&force=true`,
      body: object,
      contentType: 'application/apply-patch+yaml',
    },
  ]);
});

test('what is not there as far as is known is applied without force', async (t) => {
  const { calls, writer } = writing();
  await writer.applyNew(CONFIG_MAPS, object, signal);
  t.deepEqual(
    calls.map(({ method, path }) => `${method} ${path}`),
    [`PATCH /api/v1/namespaces/default/configmaps/a?${ours}`],
  );
});

test('names keep their case and are encoded', async (t) => {
  const { calls, writer } = writing();
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:My/Role' },
  };
  await writer.applyStatus(ROLES, role, signal);
  t.is(calls[0]?.path, `/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3AMy%2FRole/status?${ours}&force=true`);
});

test('merge, create and remove', async (t) => {
  const { calls, writer } = writing();
  await writer.merge(CONFIG_MAPS, object.metadata, { data: null }, signal);
  await writer.create(CONFIG_MAPS, object, signal);
  await writer.remove(CONFIG_MAPS, object.metadata, 'uid-1', signal);
  t.deepEqual(calls, [
    {
      method: 'PATCH',
      path: `/api/v1/namespaces/default/configmaps/a?${ours}`,
      body: { data: null },
      contentType: 'application/merge-patch+json',
    },
    { method: 'POST', path: `/api/v1/namespaces/default/configmaps?${ours}`, body: object },
    {
      method: 'DELETE',
      path: '/api/v1/namespaces/default/configmaps/a',
      body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'uid-1' } },
    },
  ]);
});
