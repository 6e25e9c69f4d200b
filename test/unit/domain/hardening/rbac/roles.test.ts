import test from 'ava';
import fc from 'fast-check';
import type { Labels, RoleBinding } from '../../../../../src/api/kube.ts';
import type { Desired } from '../../../../../src/domain/hardening/outcome.ts';
import { MAX_OBJECTS } from '../../../../../src/domain/hardening/rbac/part.ts';
import { normalRules } from '../../../../../src/domain/hardening/rbac/objects.ts';
import { PRESETS } from '../../../../../src/domain/hardening/rbac/presets.ts';
import { rolesFor } from '../../../../../src/domain/hardening/rbac/roles.ts';
import { objectKey } from '../../../../../src/domain/plan.ts';
import { OWNER } from '../inputs.ts';
import { input, role, there } from './inputs.ts';

const keys = (desired: readonly Desired[]): string[] => desired.map(({ object }) => objectKey(object));
const namespacesOf = (desired: readonly Desired[]): string[] => [
  ...new Set(desired.map(({ object }) => object.metadata.namespace ?? '')),
];
const placed = (item: object): string[] => namespacesOf(rolesFor([role(item)], input()).desired);

test('a role is a Role and its RoleBinding, with our marks and every list', (t) => {
  const item = role({ preset: 'viewer', subjects: [{ kind: 'Group', name: 'team' }] });
  const [first, second, ...rest] = rolesFor([item], input()).desired;
  const marks = {
    namespace: 'web',
    labels: {
      'app.kubernetes.io/managed-by': 'gitops-security-operator',
      'gitops-security.io/component': 'rbac',
      'gitops-security.io/policy': OWNER.name,
      'gitops-security.io/policy-uid': OWNER.uid,
    },
    annotations: {
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
      'argocd.argoproj.io/sync-options': 'Prune=false',
    },
    ownerReferences: [
      {
        apiVersion: 'gitops-security.io/v1alpha1',
        kind: 'GitOpsSecurityPolicy',
        ...OWNER,
        controller: true,
        blockOwnerDeletion: false,
      },
    ],
  };
  t.deepEqual(rest, []);
  t.deepEqual(first, {
    component: 'rbac',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'gsp-argocd-viewer', ...marks },
      rules: [
        {
          apiGroups: ['argoproj.io'],
          resources: ['applications', 'applicationsets', 'appprojects'],
          resourceNames: [],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    },
  });
  t.deepEqual(second?.object, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: second?.object.metadata.name, ...marks },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'team' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gsp-argocd-viewer' },
  } as RoleBinding);
  t.regex(second?.object.metadata.name ?? '', /^gsp-argocd-viewer-[0-9a-f]{10}$/);
});

test('without subjects the binding is there, and binds nobody', (t) => {
  const { desired } = rolesFor([role({ preset: 'viewer' })], input());
  t.deepEqual(
    desired.map(({ object }) => (object as RoleBinding).subjects),
    [undefined, []],
  );
});

test('a subject is written as the API server keeps it', (t) => {
  const subjects = [
    { kind: 'User', name: 'max' },
    { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
  ];
  const [, binding] = rolesFor([role({ preset: 'viewer', subjects })], input()).desired;
  t.deepEqual((binding?.object as RoleBinding | undefined)?.subjects, [
    { apiGroup: '', kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'max' },
  ]);
});

test('namespaces are meant by name, by glob and by their labels', (t) => {
  t.deepEqual(placed({ preset: 'viewer', namespaces: ['web', 'apps-a'] }), ['apps-a', 'web']);
  t.deepEqual(placed({ preset: 'viewer', namespaces: ['apps-?'] }), ['apps-a', 'apps-b']);
  const namespaceSelector = { matchLabels: { team: 'a' } };
  t.deepEqual(placed({ preset: 'viewer', namespaces: [], namespaceSelector }), ['apps-a', 'web']);
  t.deepEqual(placed({ preset: 'viewer', namespaces: ['apps-b'], namespaceSelector }), ['apps-a', 'apps-b', 'web']);
});

test('a reserved namespace is only meant where it is named', (t) => {
  const everywhere = rolesFor([role({ preset: 'viewer', namespaces: ['*'], namespaceSelector: {} })], input());
  t.deepEqual(namespacesOf(everywhere.desired), ['apps-a', 'apps-b', 'web']);
  t.deepEqual(
    everywhere.passedOver.map(({ namespace }) => namespace),
    ['argocd', 'gitops-security', 'kube-system'],
  );
  const named = rolesFor([role({ preset: 'viewer', namespaces: ['argocd', '*'] })], input());
  t.deepEqual(namespacesOf(named.desired), ['apps-a', 'apps-b', 'argocd', 'web']);
});

test('what matches no namespace is reported, and is no error', (t) => {
  const { desired, unmatched } = rolesFor([role({ preset: 'viewer', namespaces: ['gone', 'x-*', 'web'] })], input());
  t.deepEqual(namespacesOf(desired), ['web']);
  t.deepEqual(unmatched, [
    { role: 'viewer', pattern: 'gone' },
    { role: 'viewer', pattern: 'x-*' },
  ]);
});

test('a namespace that is being deleted gets nothing', (t) => {
  const item = role({ preset: 'viewer', namespaces: ['apps-*'] });
  const { desired, unmatched } = rolesFor([item], input({ namespaces: there(['apps-a']) }));
  t.deepEqual(namespacesOf(desired), ['apps-b']);
  t.deepEqual(unmatched, []);
});

test('what the operator may not grant is not generated; what is there stays, and the others are generated', (t) => {
  const items = [role({ name: 'viewer', preset: 'viewer' }), role({ name: 'team', preset: 'tenant' })];
  const held = PRESETS.viewer.rules;
  const known = keys(rolesFor(items, input()).desired);
  const { desired, denied, withheld, kept } = rolesFor(items, input({ held, known: [...known, 'Role/web/other'] }));
  t.deepEqual(
    keys(desired),
    known.filter((key) => key.includes('viewer')),
  );
  t.deepEqual(
    [...kept],
    known.filter((key) => key.includes('team')),
  );
  t.deepEqual(
    denied.map(({ role: name }) => name),
    ['team'],
  );
  t.like(withheld, { length: 1, 0: { reason: 'EscalationDenied', kind: 'Role', name: 'gsp-argocd-team' } });
});

test('while it is not known what may be granted, everything stays as it is', (t) => {
  const items = [role({ preset: 'viewer' })];
  const known = keys(rolesFor(items, input()).desired);
  const { desired, withheld, kept } = rolesFor(items, input({ held: undefined, known }));
  t.deepEqual(desired, []);
  t.deepEqual([...kept], known);
  t.deepEqual(
    withheld.map(({ reason }) => reason),
    ['Waiting'],
  );
});

const many = (count: number): ReadonlyMap<string, Labels> =>
  new Map(Array.from({ length: count }, (_, index) => [`n-${index}`, {}]));

test('too many objects are none at all, and what is there stays', (t) => {
  const items = [role({ preset: 'viewer', namespaces: ['n-*'] })];
  const most = { ...there(), all: many(MAX_OBJECTS / 2) };
  const full = rolesFor(items, input({ namespaces: most }));
  t.is(full.desired.length, MAX_OBJECTS);
  const known = keys(full.desired);
  const beyond = { ...most, all: many(MAX_OBJECTS / 2 + 1) };
  const { desired, withheld, kept } = rolesFor(items, input({ namespaces: beyond, known }));
  t.deepEqual(desired, []);
  t.is(kept.size, known.length);
  t.like(withheld, { length: 1, 0: { reason: 'TooManyObjects', name: 'spec.rbac.roles' } });
});

test('the same in any order is the same objects', (t) => {
  const rules = [
    { apiGroups: ['', 'apps'], resources: ['pods', 'services'], resourceNames: ['a', 'b'], verbs: ['get', 'list'] },
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get'] },
  ];
  const subjects = [
    { kind: 'Group', name: 'a' },
    { kind: 'User', name: 'b' },
  ];
  const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...list], { minLength: list.length });
  const rule = (index: number) =>
    fc.record({
      apiGroups: shuffled(rules[index]?.apiGroups ?? []),
      resources: shuffled(rules[index]?.resources ?? []),
      resourceNames: shuffled(rules[index]?.resourceNames ?? []),
      verbs: shuffled(rules[index]?.verbs ?? []),
    });
  const custom = fc.record({
    name: fc.constant('custom'),
    rules: fc.tuple(rule(0), rule(1)).chain(shuffled),
    subjects: shuffled(subjects),
    namespaces: shuffled(['apps-*', 'web', 'argocd']),
  });
  const items = custom.chain((item) => shuffled([role(item), role({ preset: 'viewer' })]));
  const namespaces = shuffled([...there().all]).map((entries) => ({ ...there(), all: new Map(entries) }));
  const expected = rolesFor(
    [role({ name: 'custom', rules, subjects, namespaces: ['apps-*', 'web', 'argocd'] }), role({ preset: 'viewer' })],
    input(),
  );
  t.is(expected.desired.length, 2 * (4 + 1));
  fc.assert(
    fc.property(items, namespaces, (list, names) => {
      t.deepEqual(rolesFor(list, input({ namespaces: names })), expected);
    }),
  );
});

test('rules of one role that are written twice are one', (t) => {
  const rule = { apiGroups: [''], resources: ['pods', 'pods'], verbs: ['get'] };
  t.deepEqual(normalRules([rule, rule]), [{ apiGroups: [''], resources: ['pods'], resourceNames: [], verbs: ['get'] }]);
});
