import { cis } from './grant-rule.ts';
import { subjectRule } from './subject-rule.ts';

export const defaultServiceAccount = subjectRule({
  id: 'rbac/default-service-account',
  title: 'Rights for a ServiceAccount called default',
  severity: 'medium',
  why: 'Every Pod that names no ServiceAccount runs as the one called `default`, and has its token: what that may do, all of them may. Found is every binding to such an account, to a role that permits anything at all.',
  remedy: 'Make a ServiceAccount for the program that needs it, name it in its Pods, and bind that.',
  cis: cis('5.1.5'),
  isMeant:
    () =>
    ({ kind, name }) =>
      kind === 'ServiceAccount' && name === 'default',
  judge: ({ rules }) => (rules.length > 0 ? { why: 'every Pod that names no ServiceAccount has it' } : undefined),
});
