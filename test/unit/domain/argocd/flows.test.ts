import test from 'ava';
import { COMPONENTS, type ComponentId } from '../../../../src/domain/argocd/components.ts';
import { FLOWS, flowsAmong } from '../../../../src/domain/argocd/flows.ts';

const all = new Set(COMPONENTS.map(({ id }) => id));

const clients = (to: ComponentId, present: ReadonlySet<ComponentId>) =>
  [...new Set(flowsAmong(present).flatMap((flow) => (flow.to === to ? [flow.from] : [])))].toSorted();

test('every flow ends at a port that its destination has', (t) => {
  for (const { to, port } of FLOWS) {
    t.true(COMPONENTS.find(({ id }) => id === to)?.ports.some(({ id }) => id === port));
  }
});

const CLIENTS: readonly (readonly [ComponentId, readonly ComponentId[]])[] = [
  ['redis', ['application-controller', 'repo-server', 'server']],
  ['redis-ha-haproxy', ['application-controller', 'repo-server', 'server']],
  ['redis-ha-server', ['redis-ha-haproxy', 'redis-ha-server']],
  ['repo-server', ['application-controller', 'applicationset-controller', 'notifications-controller', 'server']],
  ['dex-server', ['server']],
  ['commit-server', ['application-controller']],
  ['server', []],
  ['application-controller', []],
  ['applicationset-controller', []],
  ['notifications-controller', []],
  ['image-updater', []],
];

for (const [to, from] of CLIENTS) {
  test(`clients of ${to}: ${from.join(', ') || 'none'}`, (t) => {
    t.deepEqual(clients(to, all), from);
  });
}

test('without HAProxy its clients ask Sentinel and Redis themselves', (t) => {
  const present = new Set(all);
  present.delete('redis-ha-haproxy');
  t.deepEqual(clients('redis-ha-server', present), [
    'application-controller',
    'redis-ha-server',
    'repo-server',
    'server',
  ]);
});

test('there are no flows to or from what does not run', (t) => {
  t.deepEqual(flowsAmong(new Set(['server', 'redis'])), [{ from: 'server', to: 'redis', port: 'redis' }]);
});
