import { cis, grantRule } from './grant-rule.ts';
import { scoped } from './place.ts';
import { everythingIn } from '../../semantics/rbac/everything.ts';

const level = scoped('critical', 'high');

export const all = grantRule({
  id: 'rbac/all',
  title: 'May do everything to every object',
  severity: 'critical',
  why: 'Whoever may do everything to every kind of object, with kinds that do not exist yet included, owns the cluster, or the namespace. Found by what the rules of a role add up to: all verbs on all resources of all API groups, as `*` or with the verbs written out, in one rule or in several. A ClusterRoleBinding to a role that permits all that `cluster-admin` does is found by rbac/cluster-admin-equivalent instead. Bindings that are found here are found by no narrower rule. A RoleBinding is high, since it reaches no further than its namespace.',
  remedy:
    'Bind a role that lists the API groups, resources and verbs that are needed. Where everything is needed in one namespace, bind the ClusterRole admin there.',
  cis: cis('5.1.1', '5.1.3'),
  ofEverything: true,
  find: (rules) => (place) => {
    if (place.namespace === undefined && everythingIn(rules) === 'cluster-admin') return undefined;
    const severity = level(place);
    return severity && { severity, may: 'do everything to every object' };
  },
});
