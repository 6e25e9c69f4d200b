import type { PolicyRule } from '../../../api/kube.ts';
import { missingRules } from './covers.ts';
import type { Rule } from './rule.ts';

const reading = (...nonResourceURLs: readonly string[]): PolicyRule => ({ nonResourceURLs, verbs: ['get'] });
const on = (group: string, resources: readonly string[], verbs: readonly string[]): PolicyRule => ({
  apiGroups: [group],
  resources,
  verbs,
});

/** system:public-info-viewer. */
const PUBLIC = [reading('/healthz', '/livez', '/readyz', '/version', '/version/')];

/** system:discovery, system:basic-user, system:service-account-issuer-discovery, system:cluster-trust-bundle-discovery. */
const BASIC = [
  ...PUBLIC,
  reading('/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'),
  reading(
    '/.well-known/openid-configuration',
    '/.well-known/openid-configuration/',
    '/openid/v1/jwks',
    '/openid/v1/jwks/',
  ),
  on('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
  on('authentication.k8s.io', ['selfsubjectreviews'], ['create']),
  on('certificates.k8s.io', ['clustertrustbundles'], ['get', 'list', 'watch']),
];

/** kubeadm's, for machines that join: the address and the authority of the API server. */
const CLUSTER_INFO = [{ ...on('', ['configmaps'], ['get']), resourceNames: ['cluster-info'] }];

type Harmlessness = 'public' | 'cluster-info' | 'basic' | undefined;

function find(rules: readonly Rule[]): Harmlessness {
  if (missingRules(PUBLIC, rules).length === 0) return 'public';
  if (missingRules(CLUSTER_INFO, rules).length === 0) return 'cluster-info';
  return missingRules(BASIC, rules).length === 0 ? 'basic' : undefined;
}

const known = new WeakMap<readonly Rule[], { readonly found: Harmlessness }>();

/**
 * For how many rules are meant: `public` for everybody, `cluster-info` for everybody where kubeadm set the cluster up, and
 * `basic` for whoever has an account. By what they permit, whatever the role is called; undefined for all else. Found out
 * once for a role that many bindings share.
 * Source: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy, policy.go; kubeadm, phases/bootstraptoken.
 */
export function harmlessness(rules: readonly Rule[]): Harmlessness {
  const entry = known.get(rules) ?? { found: find(rules) };
  known.set(rules, entry);
  return entry.found;
}
