import test from 'ava';
import type { Container } from '../../../../src/api/kube.ts';
import type { PortType } from '../../../../src/domain/argocd/components.ts';
import { resolvePorts, type ResolvedPort } from '../../../../src/domain/argocd/ports.ts';

const metrics: PortType = { id: 'metrics', number: 8083, names: ['metrics'], flags: ['--metrics-port'] };

const main = (shape: Partial<Container>): Container => ({ name: 'main', ...shape });
const named = (containerPort: number, name = 'metrics') => ({ containerPort, name });

const CASES: readonly (readonly [string, readonly Container[], ResolvedPort])[] = [
  ['nothing is said', [main({})], { number: 8083 }],
  ['declared without a name', [main({ ports: [{ containerPort: 8083 }] })], { number: 8083 }],
  ['declared by name', [main({ ports: [named(9000)] })], { number: 9000, name: 'metrics' }],
  ['named otherwise', [main({ ports: [named(8083, 'prom')] })], { number: 8083, name: 'prom' }],
  ['flag', [main({ args: ['--metrics-port=9001'], ports: [named(9000)] })], { number: 9001 }],
  [
    'flag and name agree',
    [main({ args: ['--metrics-port=9000'], ports: [named(9000)] })],
    { number: 9000, name: 'metrics' },
  ],
  ['flag and value apart', [main({ args: ['--metrics-port', '9001'] })], { number: 9001 }],
  ['the last flag counts', [main({ args: ['--metrics-port=1', '--metrics-port=2'] })], { number: 2 }],
  ['flag with an address', [main({ args: ['--metrics-port=0.0.0.0:9001'] })], { number: 9001 }],
  ['flag of a variable', [main({ args: ['--metrics-port=$(PORT)'] })], { number: 8083 }],
  ['flag without a value', [main({ args: ['--metrics-port'] })], { number: 8083 }],
  ['flag out of range', [main({ args: ['--metrics-port=65536'] })], { number: 8083 }],
  ['flag that turns it off', [main({ args: ['--metrics-port=0'] })], { number: 8083 }],
  ['flag of a sidecar', [main({}), main({ args: ['--metrics-port=1'] })], { number: 8083 }],
  ['name of a sidecar, too', [main({ ports: [named(8083)] }), main({ ports: [named(1)] })], { number: 8083 }],
  ['UDP', [main({ ports: [{ ...named(9000), protocol: 'UDP' }] })], { number: 8083 }],
];

for (const [title, containers, expected] of CASES) {
  test(`port: ${title}`, (t) => {
    t.deepEqual(resolvePorts([metrics], containers.slice(0, 1), containers), { metrics: expected });
  });
}

test('an optional port is there only where something declares it', (t) => {
  const optional = { ...metrics, optional: true };
  t.deepEqual(resolvePorts([optional], [], [main({})]), {});
  t.deepEqual(resolvePorts([optional], [], [main({ ports: [{ containerPort: 8083 }] })]), {
    metrics: { number: 8083 },
  });
});
