import { type NamespaceRule, namespaceRule, type NamespaceView } from '../../audit/rule.ts';
import type { AuditedWorkload } from '../../audit/subjects.ts';
import type { Direction } from '../../semantics/network-policy.ts';
import { cap } from '../../text.ts';
import { sceneOf } from './scene.ts';
import { API, CONCEPT, POLICIES } from './sources.ts';
import { countedWorkloads, inNamespace, MAX_MESSAGE, workloadsText } from './words.ts';

interface NotIsolatedRule extends Pick<NamespaceRule, 'title' | 'severity' | 'why' | 'remedy'> {
  readonly id: `network/${string}`;
  readonly direction: Direction;
  /** What that permits, as the end of a sentence that begins with the workloads. */
  readonly permits: string;
}

function messageOf(
  view: NamespaceView,
  open: readonly AuditedWorkload[],
  { direction, permits }: NotIsolatedRule,
): string {
  const none = view.networkPolicies.length === 0;
  const start = none
    ? 'There is no NetworkPolicy'
    : `No NetworkPolicy is about ${direction.toLowerCase()} of some pods`;
  const caveat = view.otherNetworkPolicies.length > 0 ? ', as far as NetworkPolicies tell' : '';
  const whose = none ? 'Pods' : 'The pods';
  return `${start}${caveat}. ${whose} of ${countedWorkloads(open)} ${permits}: ${workloadsText(open)}.`;
}

/** A rule for namespaces with pods that no policy isolates in a direction: one finding for all of them. */
export const notIsolatedRule = (rule: NotIsolatedRule): NamespaceRule => {
  const { id, title, severity, why, remedy, direction } = rule;
  return namespaceRule({
    id,
    title,
    severity,
    why,
    remedy,
    reads: ['NetworkPolicy spec.podSelector and spec.policyTypes', 'workloads: labels of their pods, hostNetwork'],
    mapping: POLICIES,
    sources: [CONCEPT, API],
    check: (view) => {
      const open = sceneOf(view).open[direction];
      if (open.length === 0) return [];
      const message = cap(messageOf(view, open, rule), MAX_MESSAGE);
      return [{ object: inNamespace(view.namespace), path: '', message }];
    },
  });
};
