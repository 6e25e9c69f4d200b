import { subjectRule } from './subject-rule.ts';

export const bootstrapSubject = subjectRule({
  id: 'rbac/bootstrap-subject',
  title: "Subject added to one of Kubernetes' own bindings",
  severity: 'medium',
  why: 'Kubernetes makes some bindings for its own parts. Whoever is added to one of them has the rights of such a part, and is seldom looked for there: the API server puts back what is missing in these bindings, and takes nothing away. Found are subjects that such a binding does not have by default. A binding is one of these by its name, its label `kubernetes.io/bootstrapping` and its role together; a name that begins with `system:` alone tells nothing. What the rights are is found by other rules.',
  remedy: 'Take the subject out of the binding, and give it a binding of its own to a role with what it needs.',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation'],
  isMeant: () => () => true,
  judge: ({ isBootstrap, everything }) =>
    isBootstrap && everything === undefined ? { why: "added to a binding of Kubernetes' own" } : undefined,
});
