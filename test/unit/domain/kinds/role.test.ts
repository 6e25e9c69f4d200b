import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule, Role } from '../../../../src/api/kube.ts';
import { role } from '../../../../src/domain/kinds/role.ts';
import { anyJson, found, generatedRoles } from './access.ts';

const differs = (object: Role, rules: unknown): boolean => found(role, object, { rules }).length > 0;

test('what the API server hands back is what was sent: it drops the lists that are empty', (t) => {
  for (const object of generatedRoles) {
    const rules = (object.rules ?? []).map(({ resourceNames = [], ...rest }) =>
      resourceNames.length > 0 ? { ...rest, resourceNames } : rest,
    );
    t.deepEqual(found(role, object, { rules }), []);
  }
});

test('no rules at all are an empty list, however it is written', (t) => {
  const [object] = generatedRoles;
  const empty = { ...object, rules: [] } as unknown as Role;
  for (const rules of [[], null, undefined]) t.false(differs(empty, rules));
  t.true(differs(empty, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]));
});

type Mutation = (rule: PolicyRule) => object | undefined;

/** Each may give more, or take protection away. Undefined where a rule has no such part. */
const mutations: Readonly<Record<string, Mutation>> = {
  'a verb more': ({ verbs, ...rest }) => ({ ...rest, verbs: [...verbs, 'escalate'] }),
  'all verbs': (rule) => ({ ...rule, verbs: ['*'] }),
  'a resource more': ({ resources = [], ...rest }) => ({ ...rest, resources: [...resources, 'pods/exec'] }),
  'all resources': (rule) => ({ ...rule, resources: ['*'] }),
  'a group more': ({ apiGroups = [], ...rest }) => ({ ...rest, apiGroups: [...apiGroups, 'apps'] }),
  'another group': (rule) => ({ ...rule, apiGroups: ['rbac.authorization.k8s.io'] }),
  'no names, which is all of them': ({ resourceNames = [], ...rest }) => (resourceNames.length > 0 ? rest : undefined),
  'names emptied': (rule) => ((rule.resourceNames ?? []).length > 0 ? { ...rule, resourceNames: [] } : undefined),
  'a name more': ({ resourceNames = [], ...rest }) =>
    resourceNames.length > 0 ? { ...rest, resourceNames: [...resourceNames, 'other'] } : undefined,
  'a path': (rule) => ({ ...rule, nonResourceURLs: ['*'] }),
  'a field that is not known here': (rule) => ({ ...rule, more: true }),
};

for (const [name, mutate] of Object.entries(mutations))
  test(`a change that matters is a difference: ${name}`, (t) => {
    let changed = 0;
    for (const object of generatedRoles)
      for (const [index, rule] of (object.rules ?? []).entries()) {
        const mutation = mutate(rule);
        if (mutation === undefined) continue;
        changed += 1;
        t.true(differs(object, (object.rules ?? []).with(index, mutation as PolicyRule)));
      }
    t.true(changed > 0);
  });

test('a rule more, at whatever place, is a difference', (t) => {
  const text = fc.stringMatching(/^[a-z*]{1,8}$/);
  const rule = fc.record({
    apiGroups: fc.array(text, { maxLength: 2 }),
    resources: fc.array(text, { maxLength: 2 }),
    verbs: fc.array(text, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...generatedRoles), rule, fc.nat(), (object, added, at) => {
      const rules = object.rules ?? [];
      t.true(differs(object, rules.toSpliced(at % (rules.length + 1), 0, added)));
      t.true(differs(object, rules.toSpliced(at % rules.length, 1)));
    }),
  );
});

test('the canonical form of the canonical form is the same', (t) => {
  for (const object of generatedRoles) {
    const once = role.canonical(object);
    t.deepEqual(role.canonical({ ...object, ...once }), once);
  }
});

test('whatever a Role holds, comparing it does not throw, and it is not taken for ours', (t) => {
  const rules = fc.oneof(anyJson, fc.array(anyJson), fc.array(fc.record({ verbs: anyJson, resources: anyJson })));
  fc.assert(
    fc.property(fc.constantFrom(...generatedRoles), rules, (object, value) => {
      t.true(differs(object, value));
    }),
  );
});
