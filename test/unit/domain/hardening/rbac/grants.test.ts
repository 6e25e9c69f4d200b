import test from 'ava';
import { parse } from 'yaml';
import { deniedGrant, deniedText } from '../../../../../src/domain/hardening/rbac/grants.ts';
import { normalRules } from '../../../../../src/domain/hardening/rbac/objects.ts';
import { PRESETS } from '../../../../../src/domain/hardening/rbac/presets.ts';
import { missingRules } from '../../../../../src/domain/semantics/rbac/covers.ts';

const wanted = normalRules([
  { apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['get', 'patch'] },
  { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] },
]);
const held = [{ apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['get'] }];

test('what is held can be granted', (t) => {
  t.is(deniedGrant('argocd', 'team', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], wanted), undefined);
  t.is(deniedGrant('argocd', 'team', [], []), undefined);
});

test('what is missing is named right by right, sorted', (t) => {
  t.deepEqual(deniedGrant('argocd', 'team', held, wanted)?.missing, [
    { verb: 'get', resource: 'configmaps', group: '', name: 'settings' },
    { verb: 'patch', resource: 'deployments', group: '' },
    { verb: 'patch', resource: 'pods', group: '' },
    { verb: 'patch', resource: 'deployments', group: 'apps' },
    { verb: 'patch', resource: 'pods', group: 'apps' },
  ]);
});

test('the manifest allows what is missing, and is labelled', (t) => {
  for (const rules of [wanted, normalRules(PRESETS.tenant.rules)]) {
    const denied = deniedGrant('argocd', 'team', held, rules);
    const object = parse(denied?.manifest ?? '');
    t.is(object.kind, 'ClusterRole');
    t.is(object.metadata.name, 'gitops-security-operator-grantable-argocd-team');
    t.deepEqual(object.metadata.labels, { 'gitops-security.io/grantable': 'true' });
    t.deepEqual(missingRules([...held, ...object.rules], rules), []);
    t.deepEqual(missingRules(rules, object.rules), [], 'and nothing beyond the role');
  }
});

test('a text of the policy stays a text in the manifest', (t) => {
  const name = 'x"]\n  - apiGroups: ["*"]\n    resources: ["*"]\n    verbs: ["*"]\n#';
  const rules = [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get'] }];
  t.deepEqual(parse(deniedGrant('argocd', 'team', [], rules)?.manifest ?? '').rules, rules);
});

test('in words, it says the first few, and what to do', (t) => {
  const denied = deniedGrant('argocd', 'team', held, wanted);
  if (denied === undefined) return t.fail();
  t.is(
    deniedText(denied),
    'the operator may not grant this: get configmaps settings; patch deployments; patch pods; and 2 more; a ClusterRole with these rules and the label gitops-security.io/grantable: "true" allows it',
  );
});
