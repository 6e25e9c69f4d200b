import type { Rule } from '../audit/rule.ts';

/** What is told of what the plan finds about Argo CD itself: not a rule of the audit, but counted and accepted as one. */
export type PlannedRule = Pick<Rule, 'title' | 'why' | 'remedy'> & {
  readonly id: string;
  /** For people, as several depend on what was found. */
  readonly severity: string;
};

const SPEC_NETWORK = 'See docs/network.md.';

/** For the reference alone: severity and remedy of a finding are with what finds it. */
export const PLANNED: readonly PlannedRule[] = [
  {
    id: 'argocd/isolation-undone',
    title: "A NetworkPolicy undoes Argo CD's isolation",
    severity: 'critical for ingress from everyone, high for other ingress and for egress to everyone, medium otherwise',
    why: 'NetworkPolicies add up, so that one that permits more than the policy asks for undoes what the others restrict.',
    remedy: `Remove that rule or policy; for one that an install ships, set spec.network.shippedPolicies: Neutralise. ${SPEC_NETWORK}`,
  },
  {
    id: 'argocd/not-isolated',
    title: 'No NetworkPolicy restricts a component of Argo CD',
    severity: 'high',
    why: 'Every pod reaches it, or it reaches everything.',
    remedy: 'Set spec.mode: Enforce; if it is set, see the condition Enforced for what holds the policy back.',
  },
  {
    id: 'argocd/host-network',
    title: "A component of Argo CD uses the host's network",
    severity: 'high',
    why: 'No NetworkPolicy applies there.',
    remedy: 'Run it without hostNetwork.',
  },
  {
    id: 'argocd/project-reopened',
    title: 'A Secret or a global project widens a project',
    severity: 'high',
    why: 'What Argo CD permits is more than the project itself says.',
    remedy: 'Remove the project from that Secret, or the project from globalProjects of argocd-cm.',
  },
  {
    id: 'argocd/repository-unsigned',
    title: 'A repository needs no signature',
    severity: 'medium',
    why: 'The project asks for signatures, but not from this repository: what nothing matches is not verified.',
    remedy: 'Name the repository in a policy of sourceIntegrity.',
  },
  {
    id: 'argocd/production-autosync',
    title: 'Production is synced without anybody asking for it',
    severity: 'high',
    why: 'No active sync window holds the Application back.',
    remedy: 'Add the window that is shown to its project.',
  },
  {
    id: 'argocd/global-projects-unreadable',
    title: 'The setting globalProjects cannot be read',
    severity: 'medium',
    why: 'Argo CD skips the entry that it cannot read and all that follow, or takes none at all.',
    remedy: 'Write it as a list of labelSelector and projectName.',
  },
  {
    id: 'argocd/project-secret-unread',
    title: 'A repository or cluster Secret is not read',
    severity: 'low',
    why: 'It may widen a project, which is not known as long as it is not read.',
    remedy: 'Set spec.projects.secrets: Data.',
  },
  {
    id: 'settings/…',
    title: 'A setting of Argo CD is not as the policy asks',
    severity: 'by setting',
    why: 'One id for each setting; docs/reference/settings.md lists them, with why each matters.',
    remedy: 'See the reference of settings.',
  },
];
