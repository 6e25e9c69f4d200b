import { MASTERS } from '../../semantics/rbac/subject.ts';
import { cis } from './grant-rule.ts';
import { subjectRule } from './subject-rule.ts';

export const masters = subjectRule({
  id: 'rbac/masters',
  title: 'The group system:masters is used',
  severity: 'critical',
  why: 'Members of `system:masters` may do everything, whatever roles and bindings say: no binding makes them less, and as they mostly come by client certificates, nobody can take it from them before these expire. A binding to the group is of no use, and shows that somebody is put into it. Found is every binding to it but the one that Kubernetes itself makes to `cluster-admin`. Who is in the group cannot be seen here.',
  remedy: 'Bind a group of your own, and keep system:masters for the day on which nothing else works.',
  cis: cis('5.1.7'),
  isMeant:
    () =>
    ({ kind, name }) =>
      kind === 'Group' && name === MASTERS,
  judge: () => ({ why: 'its members may do everything in any case, and nobody can take that from them' }),
});
