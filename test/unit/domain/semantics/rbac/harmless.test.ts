import test from 'ava';
import type { PolicyRule } from '../../../../../src/api/kube.ts';
import { harmlessness } from '../../../../../src/domain/semantics/rbac/harmless.ts';
import { readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';
import { bootstrapPolicy, isBinding } from './bootstrap-policy.ts';

const objects = await bootstrapPolicy();

const harmlessnessOf = (rules: readonly PolicyRule[]) => harmlessness(readRules(rules, 'widest'));

function rulesOf(name: string): readonly PolicyRule[] {
  const found = objects.find((object) => object.metadata.name === name && !isBinding(object));
  return (found && !isBinding(found) && found.rules) || [];
}

const EXPECTED = {
  'system:public-info-viewer': 'public',
  'system:basic-user': 'basic',
  'system:cluster-trust-bundle-discovery': 'basic',
  'system:discovery': 'basic',
  'system:service-account-issuer-discovery': 'basic',
} as const;

for (const [name, expected] of Object.entries(EXPECTED))
  test(`${name} is ${expected}, and no longer when something is added`, (t) => {
    const rules = rulesOf(name);
    t.true(rules.length > 0);
    t.is(harmlessnessOf(rules), expected);
    t.is(harmlessnessOf([...rules, { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]), undefined);
    t.is(harmlessnessOf([...rules, { nonResourceURLs: ['*'], verbs: ['get'] }]), undefined);
    t.is(harmlessnessOf(rules.map((rule) => ({ ...rule, verbs: ['*'] }))), undefined);
  });

test('no other role that Kubernetes makes is harmless', (t) => {
  const roles = objects.filter((object) => !isBinding(object)).filter(({ metadata: { name } }) => !(name in EXPECTED));
  const harmless = roles.filter(
    (role) => !isBinding(role) && (role.rules ?? []).length > 0 && harmlessnessOf(role.rules ?? []),
  );
  t.deepEqual(harmless, []);
});

test('the ConfigMap that kubeadm publishes is harmless by its name alone', (t) => {
  const read: PolicyRule = {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get'],
    resourceNames: ['cluster-info'],
  };
  t.is(harmlessnessOf([read]), 'cluster-info');
  t.is(harmlessnessOf([{ ...read, resourceNames: [] }]), undefined);
  t.is(harmlessnessOf([{ ...read, resourceNames: ['cluster-info', 'x'] }]), undefined);
  t.is(harmlessnessOf([{ ...read, verbs: ['get', 'update'] }]), undefined);
});

test('what permits nothing is public', (t) => {
  t.is(harmlessnessOf([]), 'public');
});
