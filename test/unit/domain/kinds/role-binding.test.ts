import test from 'ava';
import fc from 'fast-check';
import type { RbacSubject, RoleBinding } from '../../../../src/api/kube.ts';
import { roleBinding } from '../../../../src/domain/kinds/role-binding.ts';
import { anyJson, found, generatedBindings } from './access.ts';

const differs = (object: RoleBinding, live: object): boolean => found(roleBinding, object, live).length > 0;

/** As the API server keeps a subject: without the group of a ServiceAccount, which is empty. */
const stored = ({ apiGroup = '', ...rest }: RbacSubject): object => (apiGroup === '' ? rest : { apiGroup, ...rest });

test('what the API server hands back is what was sent', (t) => {
  t.true(generatedBindings.length > 0);
  for (const object of generatedBindings)
    t.deepEqual(found(roleBinding, object, { subjects: (object.subjects ?? []).map(stored) }), []);
});

test('the groups that the API server fills in need not be there', (t) => {
  const strip = (value: object): object =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'apiGroup'));
  for (const object of generatedBindings) {
    const live = { subjects: (object.subjects ?? []).map(strip), roleRef: strip(object.roleRef) };
    t.deepEqual(found(roleBinding, object, live), []);
  }
});

test('a ServiceAccount is in no group, and one that says so is somebody else', (t) => {
  const object = generatedBindings.find(({ subjects }) => subjects?.some(({ kind }) => kind === 'ServiceAccount'));
  if (object === undefined) return t.fail();
  const subjects = (object.subjects ?? []).map((subject) => ({ ...subject, apiGroup: 'rbac.authorization.k8s.io' }));
  t.true(differs(object, { subjects }));
});

test('no subjects are an empty list, however it is written', (t) => {
  const [first] = generatedBindings;
  const nobody = { ...first, subjects: [] } as unknown as RoleBinding;
  for (const subjects of [[], null, undefined]) t.false(differs(nobody, { subjects }));
  t.true(differs(nobody, { subjects: [{ kind: 'Group', name: 'system:unauthenticated' }] }));
});

const changes: Readonly<Record<string, Partial<RbacSubject>>> = {
  'another name': { name: 'intruder' },
  'a Group of everybody': { kind: 'Group', name: 'system:authenticated' },
  'another kind': { kind: 'Node' },
  'another namespace': { namespace: 'elsewhere' },
  'another group': { apiGroup: 'example.com' },
};

for (const [name, change] of Object.entries(changes))
  test(`a subject that is somebody else is a difference: ${name}`, (t) => {
    for (const object of generatedBindings)
      for (const [index, subject] of (object.subjects ?? []).entries())
        t.true(differs(object, { subjects: (object.subjects ?? []).with(index, { ...subject, ...change }) }));
  });

test('a subject more, at whatever place, is a difference', (t) => {
  const subject = fc.record({
    kind: fc.constantFrom('User', 'Group', 'ServiceAccount'),
    name: fc.stringMatching(/^[a-z:]{1,8}$/),
    namespace: fc.stringMatching(/^[a-z]{1,8}$/),
  });
  fc.assert(
    fc.property(fc.constantFrom(...generatedBindings), subject, fc.nat(), (object, added, at) => {
      const subjects = object.subjects ?? [];
      t.true(differs(object, { subjects: subjects.toSpliced(at % (subjects.length + 1), 0, added) }));
      t.true(differs(object, { subjects: subjects.toSpliced(at % subjects.length, 1) }));
    }),
  );
});

test('a binding to another role differs where it cannot be changed', (t) => {
  for (const object of generatedBindings)
    for (const [field, value] of [
      ['name', 'cluster-admin'],
      ['kind', 'ClusterRole'],
      ['apiGroup', 'example.com'],
    ] as const)
      t.deepEqual(found(roleBinding, object, { roleRef: { ...object.roleRef, [field]: value } }), [`roleRef.${field}`]);
  t.deepEqual(roleBinding.immutable, ['roleRef']);
});

test('the canonical form of the canonical form is the same', (t) => {
  for (const object of generatedBindings) {
    const once = roleBinding.canonical(object);
    t.deepEqual(roleBinding.canonical({ ...object, ...once }), once);
  }
});

test('whatever a RoleBinding holds, comparing it does not throw, and it is not taken for ours', (t) => {
  const subjects = fc.oneof(anyJson, fc.array(anyJson), fc.array(fc.record({ kind: anyJson, name: anyJson })));
  fc.assert(
    fc.property(fc.constantFrom(...generatedBindings), subjects, anyJson, (object, value, roleRef) => {
      t.true(differs(object, { subjects: value }));
      t.true(differs(object, { roleRef }));
    }),
  );
});
