import test from 'ava';
import fc from 'fast-check';
import { COMPONENTS } from '../../../../src/domain/argocd/components.ts';
import { networkPolicy, NAMESPACE, objectName } from '../../../../src/domain/hardening/object.ts';
import { OWNER } from './inputs.ts';

const components = [...COMPONENTS.map(({ id }) => id), NAMESPACE];

test('names are plain where that is enough', (t) => {
  t.is(objectName('argocd', 'repo-server'), 'gsp-argocd-repo-server');
  t.regex(objectName('argocd', 'repo-server', 'Deployment/a'), /^gsp-argocd-repo-server-[0-9a-f]{10}$/);
});

test('the server of policy a-repo is not the repo-server of policy a', (t) => {
  t.is(objectName('a', 'repo-server'), 'gsp-a-repo-server');
  t.regex(objectName('a-repo', 'server'), /^gsp-a-repo-server-[0-9a-f]{10}$/);
});

test('long names are cut at 63 characters, and stay valid and apart', (t) => {
  const names = components.map((component) => objectName(`${'a'.repeat(51)}-${'b'.repeat(11)}`, component));
  t.is(new Set(names).size, components.length);
  for (const name of names) t.regex(name, /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
});

test('no two objects have one name', (t) => {
  const part = fc.constantFrom('a', 'repo', 'dex', 'redis', 'ha', 'commit', 'server', 'namespace', 'x'.repeat(40));
  const policy = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('-').slice(0, 63));
  const entry = fc.tuple(policy, fc.constantFrom(...components), fc.constantFrom(undefined, 'Deployment/a', 'Job/b'));
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (item) => JSON.stringify(item) }), (entries) => {
      t.is(new Set(entries.map((item) => objectName(...item))).size, entries.length);
    }),
    { numRuns: 1000 },
  );
});

test('an object is whole: marks, owner, and every list, even when empty', (t) => {
  const nothing = { name: 'n', namespace: 'argocd', component: 'namespace', podSelector: {}, ingress: [], egress: [] };
  t.deepEqual(networkPolicy(OWNER, nothing), {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'n',
      namespace: 'argocd',
      labels: {
        'app.kubernetes.io/managed-by': 'gitops-security-operator',
        'gitops-security.io/component': 'namespace',
        'gitops-security.io/policy': 'argocd',
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
    },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] },
  });
});
