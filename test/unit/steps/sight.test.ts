import test from 'ava';
import { spec } from '../../../src/api/spec.ts';
import type { SyncState } from '../../../src/engine/reflector.ts';
import type { View } from '../../../src/steps/observe.ts';
import { blindSections, scopedFor, unreadable } from '../../../src/steps/sight.ts';

/** A view in which everything is seen but what is named. */
function view(states: Readonly<Record<string, SyncState>>): View {
  const reflector = (name: string) => ({ state: states[name] ?? 'synced', source: { type: { plural: name } } });
  const reflectors = new Proxy({}, { get: (_, name) => reflector(String(name)) });
  return { reflectors, scoped: { reflector } } as unknown as View;
}

const all = spec.parse({ network: {}, projects: {}, rbac: {}, settings: {} });
const blind = (wanted: typeof all, states: Readonly<Record<string, SyncState>>) =>
  [...blindSections(wanted, view(states))].toSorted();

test('what cannot be seen blinds those sections that need it, and no other', (t) => {
  t.deepEqual(blind(all, {}), []);
  t.deepEqual(blind(all, { networkPolicies: 'forbidden' }), ['network']);
  t.deepEqual(blind(all, { roleBindings: 'forbidden' }), ['rbac']);
  t.deepEqual(blind(all, { configMaps: 'forbidden' }), ['projects', 'rbac', 'settings']);
  t.deepEqual(blind(all, { pods: 'starting' }), ['settings']);
});

test('a kind of Argo CD’s that is missing means that there are none', (t) => {
  t.deepEqual(blind(all, { applications: 'missing', appProjects: 'missing' }), []);
  t.deepEqual(blind(all, { applications: 'forbidden' }), ['network', 'projects', 'rbac']);
});

test('bug: what was left of a section that is not asked for any more was never deleted', (t) => {
  t.deepEqual(blind(spec.parse({ network: {} }), { configMaps: 'starting', pods: 'starting' }), []);
});

test('in Argo CD’s namespace only what a section needs is watched, and Secrets only when asked to', (t) => {
  const watched = (wanted: object): string[] => scopedFor(spec.parse(wanted)).toSorted();
  t.deepEqual(watched({ network: {} }), []);
  t.deepEqual(watched({ sync: { manual: [{ namespaces: ['a'] }] } }), ['configMaps']);
  t.deepEqual(watched({ settings: {} }), ['configMaps', 'pods']);
  t.deepEqual(watched({ projects: {} }), ['configMaps']);
  t.deepEqual(watched({ projects: { secrets: 'Metadata' } }), ['configMaps', 'secretNames']);
  t.deepEqual(watched({ projects: { secrets: 'Data' } }), ['configMaps', 'secretFields', 'secretNames']);
});

test('what a policy does not need is not said to be missing', (t) => {
  const told = (wanted: object) =>
    unreadable(spec.parse(wanted), view({ roles: 'forbidden' })).map((entry) => entry.resource);
  t.deepEqual(told({ network: {} }), []);
  t.deepEqual(told({ network: {}, rbac: {} }), ['roles']);
});
