import { harmlessness } from '../../semantics/rbac/harmless.ts';
import { subjectRule } from './subject-rule.ts';

const NAMES = new Set(['system:authenticated', 'system:serviceaccounts']);

export const authenticated = subjectRule({
  id: 'rbac/authenticated',
  title: 'Rights for everybody with an account',
  severity: 'high',
  why: 'In `system:authenticated` is everybody whom the API server knows, every program in the cluster included, and with some clouds everybody who has an account there; in `system:serviceaccounts` is every program. Found is every binding to one of them, but for roles that permit no more than those that Kubernetes itself binds to them: discovery, health and version, and questions about oneself. What counts are the rules and not the name of the role, and so the roles of Kubernetes itself are found when somebody has added to them.',
  remedy: 'Bind it to the users, groups and ServiceAccounts that need it.',
  andKubernetesOwn: true,
  isMeant:
    () =>
    ({ kind, name }) =>
      kind === 'Group' && NAMES.has(name),
  judge: ({ rules }) =>
    harmlessness(rules) === undefined ? { why: 'everybody with an account of this sort has it' } : undefined,
});
