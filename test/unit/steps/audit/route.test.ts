import test from 'ava';
import { Mirror } from '../../../../src/engine/mirror.ts';
import type { KubeObject } from '../../../../src/engine/object.ts';
import type { Auditor } from '../../../../src/steps/audit/auditor.ts';
import type { InputName, Inputs } from '../../../../src/steps/audit/inputs.ts';
import { route } from '../../../../src/steps/audit/route.ts';
import { BY_CONTROLLER } from '../../../../src/steps/audit/watches.ts';

const object = (kind: string, name: string, maker?: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { namespace: 'shop', name, uid: name },
    likeness: '',
    ...(maker !== undefined && { controller: { kind: '', name: maker, uid: maker } }),
  }) as KubeObject;

/** What is looked at again when a Deployment changes, in a cluster of these ReplicaSets and Pods. */
function touched(replicaSets: readonly KubeObject[], pods: readonly KubeObject[]): string[] {
  const controllerOf = (one: KubeObject): string[] => {
    const { controller } = one as { controller?: { uid: string } };
    return controller === undefined ? [] : [controller.uid];
  };
  const mirrors = new Map<InputName, Mirror<KubeObject>>();
  for (const [name, objects] of [
    ['replicaSets', replicaSets],
    ['pods', pods],
  ] as const) {
    const mirror = new Mirror<KubeObject>({ [BY_CONTROLLER]: controllerOf });
    for (const one of objects) mirror.put(one);
    mirrors.set(name, mirror);
  }
  const units: string[] = [];
  const auditor = {
    settings: undefined,
    touchObject: (name: string, key: string) => units.push(`${name} ${key}`),
    touchNamespace: () => undefined,
    touchWhole: () => undefined,
  } as unknown as Auditor;
  const inputs = { mirror: (name: InputName) => mirrors.get(name), reflector: () => undefined } as Inputs;
  const deployment = object('Deployment', 'd');
  const change = { key: 'shop/d', old: undefined, new: deployment };
  route('deployments', change, { auditor, custom: { inNamespace: () => [] } }, inputs);
  return units;
}

test('a Deployment that changes has its ReplicaSets looked at again, and their pods', (t) => {
  t.deepEqual(touched([object('ReplicaSet', 'r', 'd')], [object('Pod', 'p', 'r'), object('Pod', 'other', 'x')]), [
    'deployments shop/d',
    'replicaSets shop/r',
    'pods shop/p',
  ]);
});

test('owner references in a circle come to an end', (t) => {
  const circle = [object('ReplicaSet', 'a', 'd'), object('ReplicaSet', 'd', 'a')];
  t.deepEqual([...new Set(touched(circle, []))], ['deployments shop/d', 'replicaSets shop/a', 'replicaSets shop/d']);
});
