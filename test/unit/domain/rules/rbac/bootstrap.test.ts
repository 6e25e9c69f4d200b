import test from 'ava';
import type { PolicyRule, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import { aggregatedRules } from '../../../../../src/domain/semantics/rbac/aggregation.ts';
import { bootstrapPolicy, isBinding } from '../../semantics/rbac/bootstrap-policy.ts';
import { binding } from '../../semantics/rbac/objects.ts';
import { brief, findings } from './found.ts';
import { alice, group, on } from './scenes.ts';

const objects = await bootstrapPolicy();
const bindings = objects.filter(isBinding);
const roles = objects.filter((object): object is Role => !isBinding(object));

const namesOf = (found: ReturnType<typeof findings>): readonly string[] => [
  ...new Set(found.map(({ object: { namespace = '', name } }) => `${namespace}/${name}`)),
];
const names = (all: readonly RoleBinding[]): readonly string[] =>
  all.map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`);

test('nothing is found in what Kubernetes makes for itself', (t) => {
  t.true(bindings.length > 50);
  t.deepEqual(findings(objects), []);
});

test('a subject that is added to any of its bindings is found', (t) => {
  const added = bindings.map((raw) => ({
    ...raw,
    subjects: [...(raw.subjects ?? []), { kind: 'User', name: 'mallory' }],
  }));
  const found = findings([...roles, ...added]);
  t.deepEqual(namesOf(found).toSorted(), names(bindings).toSorted());
  for (const { message, path, object } of found) {
    t.regex(message, /^User "mallory" /, object.name);
    t.regex(path, /^(subjects\[\d\]|roleRef)$/);
  }
  const powers = found.filter(({ object }) => object.name === 'system:kube-controller-manager').map(brief);
  t.true(powers.includes('critical secrets-read') && powers.includes('critical sa-token'), powers.join());
  const administrators = found.filter(({ object }) => object.name === 'cluster-admin').map(brief);
  t.deepEqual(administrators, ['critical cluster-admin-equivalent']);
});

test('without its label, every binding that gives power is found', (t) => {
  const bare = bindings.map((raw) => ({ ...raw, metadata: { ...raw.metadata, labels: {} } }));
  const found = new Set(namesOf(findings([...roles, ...bare])));
  for (const name of ['generic-garbage-collector', 'clusterrole-aggregation-controller', 'job-controller'])
    t.true(found.has(`/system:controller:${name}`), name);
});

const widened = (name: string, rule: PolicyRule): readonly string[] =>
  findings([
    ...bindings,
    ...roles.map((raw) => (raw.metadata.name === name ? { ...raw, rules: [...(raw.rules ?? []), rule] } : raw)),
  ]).map((finding) => `${brief(finding)} ${finding.object.name}`);

test('what is added to one of its roles is found', (t) => {
  const secrets = on('', 'secrets', 'get');
  t.deepEqual(widened('system:basic-user', secrets), [
    'critical secrets-read system:basic-user',
    'high authenticated system:basic-user',
  ]);
  t.deepEqual(widened('system:public-info-viewer', secrets), [
    'critical secrets-read system:public-info-viewer',
    'critical anonymous system:public-info-viewer',
    'high authenticated system:public-info-viewer',
  ]);
  t.deepEqual(widened('system:controller:job-controller', secrets), [
    'critical secrets-read system:controller:job-controller',
  ]);
  t.deepEqual(widened('system:controller:job-controller', on('*', '*', '*')), [
    'critical all system:controller:job-controller',
  ]);
});

/** As the controller of Kubernetes fills it in, or before that. */
const filled = (raw: Role): Role => ({ ...raw, rules: aggregatedRules(raw, roles, 'widest') });

for (const [title, change] of [
  ['once it is filled in', filled],
  ['before it is filled in', (raw: Role): Role => raw],
] as const)
  test(`the standard roles are found once for a namespace, and in full elsewhere, ${title}`, (t) => {
    const found = (name: string, where: string) =>
      findings([...roles.map(change), binding('RoleBinding', 'b', `ClusterRole/${name}`, [group('team')], where)]).map(
        brief,
      );
    t.deepEqual(found('view', 'shop'), []);
    t.deepEqual(found('view', 'kube-system'), []);
    for (const name of ['edit', 'admin']) {
      t.deepEqual(found(name, 'shop'), ['low standard-role']);
      t.deepEqual(found(name, 'kube-system'), [
        ...(name === 'admin' ? ['high write-rbac'] : []),
        'critical impersonate',
        'critical secrets-read',
        'high secrets-write',
        'critical sa-token',
        'high pod-create',
        'high pod-exec',
        'medium netpol-write',
        'medium anti-forensics',
        'high system-configmaps',
      ]);
    }
  });

test('cluster-admin is found by what it permits, whatever it is called', (t) => {
  const [admin] = roles.filter(({ metadata: { name } }) => name === 'cluster-admin');
  const copy = { ...admin, kind: 'ClusterRole', metadata: { name: 'helper' } } as Role;
  for (const name of ['cluster-admin', 'helper']) {
    const found = findings([...roles, copy, binding('ClusterRoleBinding', 'b', `ClusterRole/${name}`, [alice])]);
    t.deepEqual(found.map(brief), ['critical cluster-admin-equivalent']);
  }
});
