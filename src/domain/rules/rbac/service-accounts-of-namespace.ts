import { harmlessness } from '../../semantics/rbac/harmless.ts';
import { subjectRule } from './subject-rule.ts';

export const serviceAccountsOfNamespace = subjectRule({
  id: 'rbac/service-accounts-of-namespace',
  title: 'Rights for all ServiceAccounts of a namespace',
  severity: 'medium',
  why: 'In `system:serviceaccounts:<namespace>` is every program of the namespace, also the one that is deployed there tomorrow, and its ServiceAccount `default`. Found is every binding to such a group, but for roles that permit no more than Kubernetes lets everybody with an account do.',
  remedy: 'Bind it to the single ServiceAccounts that need it.',
  isMeant:
    () =>
    ({ kind, name }) =>
      kind === 'Group' && name.startsWith('system:serviceaccounts:'),
  judge: ({ rules }) =>
    harmlessness(rules) === undefined ? { why: 'every program in that namespace has it' } : undefined,
});
