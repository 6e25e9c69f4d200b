import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const WRITE = 'create update patch delete deletecollection';
const inBoth = scoped('high', 'high');
const inCluster = scoped('high');
/** Kyverno's policies in CEL: of the cluster, and of namespaces. */
const IN_CLUSTER = 'validatingpolicies mutatingpolicies generatingpolicies deletingpolicies imagevalidatingpolicies';
const IN_NAMESPACES = `policyexceptions ${IN_CLUSTER.split(' ')
  .map((name) => `namespaced${name}`)
  .join(' ')}`;
/** Every template makes a kind of constraints. */
const isConstraint = (resource: string): boolean => !resource.includes('/');

export const policyWrite = capability({
  id: 'rbac/policy-write',
  title: 'May change security policies, or be excepted from them',
  severity: 'high',
  ownWork: true,
  why: 'Policies hold as long as nobody whom they are to hold back can write them, or an exception from them; and engines that generate or mutate objects do so with rights of their own. Found for writing the policies and exceptions of Kyverno, the templates, constraints, mutations and settings of Gatekeeper, and the GitOpsSecurityPolicies of this operator, also by a wildcard; one level lower where the objects are named. What is in no namespace is not given by a RoleBinding. The engines themselves are found as well, where they may write policies. The operator itself is not found.',
  remedy: 'Leave policies and exceptions to administrators or to the GitOps controller.',
  sources: ['https://kyverno.io/docs/exceptions/', 'https://open-policy-agent.github.io/gatekeeper/website/docs/howto'],
  may: 'change security policies',
  asks: [
    ask(inBoth, 'kyverno.io', 'policies policyexceptions cleanuppolicies', WRITE),
    ask(inCluster, 'kyverno.io', 'clusterpolicies clustercleanuppolicies globalcontextentries', WRITE),
    ask(inBoth, 'policies.kyverno.io', IN_NAMESPACES, WRITE),
    ask(inCluster, 'policies.kyverno.io', IN_CLUSTER, WRITE),
    ask(inCluster, 'templates.gatekeeper.sh', 'constrainttemplates', WRITE),
    ask(inCluster, 'constraints.gatekeeper.sh', isConstraint, WRITE),
    ask(inCluster, 'mutations.gatekeeper.sh', 'assign assignmetadata assignimage modifyset', WRITE),
    ask(inBoth, 'config.gatekeeper.sh', 'configs', WRITE),
    ask(inCluster, 'gitops-security.io', 'gitopssecuritypolicies', WRITE),
  ],
});
