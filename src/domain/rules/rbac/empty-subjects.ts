import { rbacRule } from '../../audit/rule.ts';
import { NSA_RBAC, RBAC_FIELDS, RBAC_REFERENCE } from './grant-rule.ts';
import { tellingsIn } from './told.ts';
import { placeName, roleName } from './words.ts';

export const emptySubjects = rbacRule({
  id: 'rbac/empty-subjects',
  title: 'Binding to nobody',
  severity: 'low',
  reads: RBAC_FIELDS,
  why: 'A binding without subjects gives nothing to anybody. It is left over, and is easily overlooked when somebody is added to it. Found are bindings that name nobody, or nobody that the API server could know, such as a ServiceAccount without a namespace in a ClusterRoleBinding. Not found are those that Kubernetes itself makes without subjects.',
  remedy: 'Delete the binding, or name whom it is for.',
  mapping: { nsa: NSA_RBAC },
  sources: [RBAC_REFERENCE],
  check: (view, context) => {
    const { bound, dangling } = tellingsIn(view, context);
    return [...bound, ...dangling]
      .filter(({ grant, isBootstrap }) => grant.subjects.length === 0 && !isBootstrap)
      .map(({ grant: { binding, role }, place }) => ({
        object: binding,
        path: 'subjects',
        message: `Gives ${roleName(role)} ${placeName(place)} to nobody`,
      }));
  },
});
