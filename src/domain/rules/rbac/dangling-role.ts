import type { Severity } from '../../../api/audit.ts';
import { rbacRule } from '../../audit/rule.ts';
import { GOOD_PRACTICES, NSA_RBAC, RBAC_FIELDS, RBAC_REFERENCE } from './grant-rule.ts';
import { tellingsIn } from './told.ts';
import { placeName, roleName, sentence } from './words.ts';

const severityIn = (namespace: string | undefined): Severity => (namespace === undefined ? 'medium' : 'low');

export const danglingRole = rbacRule({
  id: 'rbac/dangling-role',
  title: 'Binding to a role that is not there',
  severity: 'medium',
  reads: RBAC_FIELDS,
  why: 'A binding to a role that is not there gives nothing, until somebody creates a role of that name: then it gives whatever is in it, and nobody who looks at the new role sees to whom. Found are bindings whose role does not exist, medium in the whole cluster and low in a namespace. A ClusterRoleBinding finds no Role, whatever it says.',
  remedy: 'Delete the binding, or create the role that it means.',
  mapping: { nsa: NSA_RBAC },
  sources: [GOOD_PRACTICES, RBAC_REFERENCE],
  check: (view, context) =>
    tellingsIn(view, context)
      .dangling.filter(({ subjects }) => subjects.length > 0)
      .map(({ grant: { binding, role, namespace }, subjects }) => ({
        object: binding,
        path: 'roleRef',
        severity: severityIn(namespace),
        message: sentence(subjects, `bound ${placeName({ namespace })} to`, `${roleName(role)}, which is not there`),
      })),
});
