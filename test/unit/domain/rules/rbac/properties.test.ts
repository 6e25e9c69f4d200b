import test from 'ava';
import fc from 'fast-check';
import type { KubeObject, PolicyRule } from '../../../../../src/api/kube.ts';
import type { Finding } from '../../../../../src/domain/audit/judge.ts';
import { binding, role } from '../../semantics/rbac/objects.ts';
import { clusters } from '../../semantics/rbac/universe.ts';
import { findings } from './found.ts';
import { holding } from './scenes.ts';

const SEVERITIES = ['low', 'medium', 'high', 'critical'];
const runs = { numRuns: 40 };

/** Rules of what the category looks for. */
const powerful: fc.Arbitrary<PolicyRule> = fc.record({
  apiGroups: fc.subarray(
    ['', 'apps', 'rbac.authorization.k8s.io', 'argoproj.io', 'admissionregistration.k8s.io', '*'],
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  resources: fc.subarray(
    ['pods', 'secrets', '*/exec', 'nodes/proxy', 'roles', 'serviceaccounts/token', 'applications', 'configmaps', '*'],
    { minLength: 1, maxLength: 3 },
  ),
  verbs: fc.subarray(['get', 'list', 'create', 'update', 'patch', 'escalate', 'bind', 'impersonate', '*'], {
    minLength: 1,
    maxLength: 3,
  }),
});

const severityByRule = (found: readonly Finding[]): ReadonlyMap<string, number> =>
  new Map(found.map(({ rule, severity }) => [rule, SEVERITIES.indexOf(severity)]));

/** Everything is told by one rule in place of many: the others then have nothing to be compared with. */
const isEverything = (found: readonly Finding[]): boolean =>
  found.some(({ rule }) => rule === 'rbac/all' || rule === 'rbac/cluster-admin-equivalent');

test('names of objects, and a namespace, never make it worse', (t) => {
  fc.assert(
    fc.property(fc.array(powerful, { minLength: 1, maxLength: 3 }), (rules) => {
      const wide = findings(holding(rules));
      const narrower = [
        findings(holding(rules.map((rule) => ({ ...rule, resourceNames: ['own'] })))),
        findings(holding(rules, 'shop')),
      ];
      const before = severityByRule(wide);
      if (isEverything(wide)) return;
      for (const found of narrower)
        for (const [rule, severity] of severityByRule(found)) t.true(severity <= (before.get(rule) ?? -1), rule);
    }),
    runs,
  );
});

test('each rule finds a binding at most once, whatever it consists of', (t) => {
  fc.assert(
    fc.property(clusters, ({ roles, clusterRoles, roleBindings, clusterRoleBindings }) => {
      const found = findings([...roles, ...clusterRoles, ...roleBindings, ...clusterRoleBindings]);
      const keys = found.map(({ rule, object }) => JSON.stringify([rule, object]));
      t.is(new Set(keys).size, keys.length);
    }),
    runs,
  );
});

test('messages are short, however long the names are, and say the role', (t) => {
  const long = 'n'.repeat(5000);
  const subjects = ['User', 'Group'].map((kind) => ({ kind, name: long }));
  const rules = [{ apiGroups: ['*'], resources: ['*', long], verbs: ['get', 'patch', long] }];
  const found = findings([
    role('ClusterRole', long, rules),
    ...['ClusterRoleBinding', 'RoleBinding'].map((kind) =>
      binding(
        kind as 'RoleBinding',
        'b',
        `ClusterRole/${long}`,
        subjects,
        kind === 'RoleBinding' ? 'n'.repeat(63) : undefined,
      ),
    ),
  ]);
  t.true(found.length > 10);
  for (const { message } of found) {
    t.true(message.length <= 256, message);
    t.regex(message, /^User "n+…/);
    t.regex(message, /by ClusterRole "n/);
  }
});

test('a role of a kind that is none is short as well', (t) => {
  const raw = binding('ClusterRoleBinding', 'b', 'ClusterRole/r', [{ kind: 'User', name: 'alice' }]);
  const [found] = findings([{ ...raw, roleRef: { ...raw.roleRef, kind: 'k'.repeat(300) } } as KubeObject]);
  t.is(found?.rule, 'rbac/dangling-role');
  t.true((found?.message.length ?? 0) <= 256);
});

test('whatever the objects hold, the rules do not throw, and what they say is short', (t) => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom([], [{}], [null], [{ verbs: 1 }], {}));
  const binding = fc.record({
    metadata: value,
    subjects: value,
    roleRef: value,
    kind: fc.constant('ClusterRoleBinding'),
  });
  const bound = fc.record({ rules: value, aggregationRule: value, kind: fc.constant('ClusterRole') });
  fc.assert(
    fc.property(fc.array(binding, { maxLength: 3 }), fc.array(bound, { maxLength: 3 }), (bindings, roles) => {
      const named = roles.map((raw, index) => ({ ...raw, metadata: { name: `r${index}` } }));
      const all = bindings.map((raw, index) => ({ ...raw, metadata: { name: `b${index}` } }));
      const objects = [...named, ...all] as unknown as KubeObject[];
      for (const { message, path } of findings(objects)) t.true(message.length <= 256 && path.length < 100);
    }),
    runs,
  );
});
