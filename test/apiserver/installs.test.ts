import anyTest, { type TestFn } from 'ava';
import type { KubeObject } from '../../src/api/kube.ts';
import { differences } from '../../src/domain/differences.ts';
import { networkPolicy } from '../../src/domain/kinds/network-policy.ts';
import { connect, specOf, types } from '../support/api.ts';
import { argoCdVersions } from '../support/argocd.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operator: OperatorProcess }>;

test.before('a world with an operator', async (t) => {
  const world = await createWorld();
  t.context = { world, operator: await startOperator(world.cluster.kubeconfig) };
});

test.after.always(async (t) => {
  await t.context.operator?.stop();
  await t.context.world?.cluster.stop();
});

const network = { ingress: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }] };

for (const version of argoCdVersions)
  for (const flavour of ['install', 'ha'] as const)
    test(`Argo CD ${version} ${flavour}: every component has a policy, stored as it was sent`, async (t) => {
      const { world } = t.context;
      const name = `${version.replaceAll('.', '-')}-${flavour}`;
      await world.installArgoCd(name, version, flavour);
      await world.applyPolicy(name, { mode: 'Enforce', network });
      const status = await world.settled(name, { Ready: 'True', Enforced: 'True', InSync: 'True' });
      const stored = await world.generated(name);
      const workloads = [
        ...(await world.admin.list(types.deployment, name)),
        ...(await world.admin.list(types.statefulSet, name)),
      ];
      t.is(stored.length, workloads.length + 1);
      t.is(status.summary?.managed, stored.length);
      t.deepEqual(status.plan, []);
      const ours = connect(world.cluster.kubeconfig, 'gitops-security-operator');
      for (const object of stored) {
        const sent = asSent(object);
        const again = await ours.apply(types.networkPolicy, sent, true);
        t.deepEqual(again.metadata.resourceVersion, object.metadata.resourceVersion, 'a dry run changes nothing');
        t.deepEqual(differences(sent, object, networkPolicy), []);
        for (const rule of specOf(object)?.ingress ?? []) t.true((rule.from ?? []).length > 0, object.metadata.name);
      }
    });

/** As a client writes it: without what the API server adds. */
function asSent({ apiVersion, kind, metadata, spec }: KubeObject & { spec?: unknown }): KubeObject {
  const { name, namespace = '', labels = {}, annotations = {}, ownerReferences = [] } = metadata;
  const lists = { ingress: [], egress: [] };
  const meta = { name, namespace, labels, annotations, ownerReferences };
  return { apiVersion, kind, metadata: meta, spec: { ...lists, ...(spec as object) } } as KubeObject;
}
