import { cis, grantRule } from './grant-rule.ts';
import { everythingIn } from '../../semantics/rbac/everything.ts';

export const clusterAdminEquivalent = grantRule({
  id: 'rbac/cluster-admin-equivalent',
  title: 'Is an administrator of the cluster',
  severity: 'critical',
  why: 'An administrator of the cluster can read every Secret, run anything on every node, and take all traces away; so should be as few people as possible, and no program. Found are ClusterRoleBindings to `cluster-admin`, and to every role of another name that permits as much: what counts are the rules. Not found is the binding with which Kubernetes itself makes `system:masters` administrators.',
  remedy:
    'Bind a role with what is needed, in the namespaces where it is needed. For the few who have to administer the cluster, write an exception that names the binding.',
  cis: cis('5.1.1', '5.1.3'),
  ofEverything: true,
  find: (rules) => {
    if (everythingIn(rules) !== 'cluster-admin') return undefined;
    return ({ namespace }) =>
      namespace === undefined ? { severity: 'critical', may: 'do all that cluster-admin may' } : undefined;
  },
});
