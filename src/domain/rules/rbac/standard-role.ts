import { cis } from './grant-rule.ts';
import { subjectRule } from './subject-rule.ts';

export const standardRole = subjectRule({
  id: 'rbac/standard-role',
  title: 'admin or edit in a namespace',
  severity: 'low',
  why: 'The roles `admin` and `edit` of Kubernetes are made for people who work in a namespace, and are meant to be bound there; they give more than is often known: to read and write every Secret of the namespace, to run Pods, to get into those that run, to act as each ServiceAccount and to issue its tokens, to change NetworkPolicies; `admin` also to write Roles. So that they are not found over and over by the rules for each of these, a RoleBinding to one of them is found once, by this rule: low, or medium where a ServiceAccount has it, as whoever gets into its Pod has it, too. In `kube-system` and in the namespace of Argo CD, and for groups such as `system:authenticated`, the single rules find what they do elsewhere; they also find whatever has been added to the roles by aggregation.',
  remedy:
    'Where people deploy through the GitOps controller, bind view. For programs, bind a role with what they need.',
  cis: cis('5.1.2', '5.1.4', '5.1.8', '5.1.13'),
  isMeant: () => () => true,
  judge: ({ isStandard, everything, subjects }) => {
    if (!isStandard || everything !== undefined) return undefined;
    const severity = subjects.some(({ kind }) => kind === 'ServiceAccount') ? 'medium' : 'low';
    return { severity, why: 'Secrets, Pods and ServiceAccounts of the namespace are theirs' };
  },
});
