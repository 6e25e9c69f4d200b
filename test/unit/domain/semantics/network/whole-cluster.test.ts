import test from 'ava';
import type { NetworkPolicyPeer } from '../../../../../src/api/kube.ts';
import { readPolicy } from '../../../../../src/domain/semantics/network-policy.ts';
import { wholeCluster } from '../../../../../src/domain/semantics/network/whole-cluster.ts';

function foundIn(from: readonly NetworkPolicyPeer[]): string | undefined {
  const metadata = { name: 'in', namespace: 'shop' };
  const spec = { ingress: [{ from }] };
  const read = readPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }, 'widest');
  const [rule] = read.rules.Ingress;
  return rule && wholeCluster(rule, 'RULE');
}

const NAME = 'kubernetes.io/metadata.name';
const where = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});

const cases: readonly [title: string, from: readonly NetworkPolicyPeer[], path: string | undefined][] = [
  ['an empty selector of namespaces', [{ namespaceSelector: {} }], 'spec.ingress[0].from[0]'],
  [
    'the same beside others',
    [{ ipBlock: { cidr: '10.0.0.0/8' } }, { namespaceSelector: {}, podSelector: {} }],
    'spec.ingress[0].from[1]',
  ],
  ['all that have a name', [{ namespaceSelector: where(NAME, 'Exists') }], 'spec.ingress[0].from[0]'],
  ['all but one', [{ namespaceSelector: where(NAME, 'NotIn', 'dev') }], undefined],
  [
    'all but one, and that one',
    [{ namespaceSelector: where('a', 'NotIn', 'x') }, { namespaceSelector: where('a', 'In', 'x') }],
    'RULE',
  ],
  ['pods of the own namespace', [{ podSelector: {} }], undefined],
  ['some pods of all namespaces', [{ namespaceSelector: {}, podSelector: where('app', 'Exists') }], undefined],
  ['some namespaces', [{ namespaceSelector: where('team', 'Exists') }], undefined],
  ['no peers', [], undefined],
  ['a block of everything', [{ ipBlock: { cidr: '0.0.0.0/0' } }], undefined],
  ['a peer that cannot be read', [{}], undefined],
];

for (const [title, from, path] of cases)
  test(`${title}: ${path ?? 'not the whole cluster'}`, (t) => {
    t.is(foundIn(from), path);
  });

test('very many selectors are each looked at alone', (t) => {
  const many = Array.from({ length: 9000 }, (_, index) => ({ namespaceSelector: where('a', 'NotIn', `x${index}`) }));
  const started = performance.now();
  t.is(foundIn(many), undefined);
  t.true(performance.now() - started < 5000);
});
