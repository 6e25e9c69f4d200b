import type { Violation } from '../api/status.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './audit/judge.ts';
import { type Counts, SEVERITIES } from './audit/tally.ts';
import { byText } from './order.ts';
import type { Isolation, Loophole } from './semantics/isolation.ts';
import { cap, sentence } from './text.ts';

function loophole(entry: Loophole, namespace: string): Violation {
  const { component, direction, policy, path, ports, peers, everyone } = entry;
  const way = direction === 'Ingress' ? 'from' : 'to';
  return {
    rule: 'argocd/isolation-undone',
    severity: direction === 'Ingress' ? (everyone ? 'critical' : 'high') : everyone ? 'high' : 'medium',
    kind: 'NetworkPolicy',
    namespace,
    name: policy,
    path: cap(path, 1024),
    message: cap(`Permits ${direction.toLowerCase()} of ${component} ${way} ${peers}, ${ports}: policies add up.`, 256),
    remedy:
      'Remove that rule or policy; if an install of Argo CD ships it, set spec.network.shippedPolicies: Neutralise.',
  };
}

function open(component: string, direction: string, { namespace, workloadOf }: Names): Violation {
  return {
    rule: 'argocd/not-isolated',
    severity: 'high',
    ...workloadOf(component),
    namespace,
    path: '',
    message: `No NetworkPolicy restricts ${direction.toLowerCase()} of ${component}.`,
    remedy: 'Set spec.mode: Enforce; if it is set, see the condition Enforced for what holds the policy back.',
  };
}

function hostNetwork(component: string, { namespace, workloadOf }: Names): Violation {
  return {
    rule: 'argocd/host-network',
    severity: 'high',
    ...workloadOf(component),
    namespace,
    path: 'spec.template.spec.hostNetwork',
    message: `Pods of ${component} use the host's network, where no NetworkPolicy applies.`,
    remedy: 'Run it without hostNetwork.',
  };
}

interface Names {
  readonly namespace: string;
  readonly workloadOf: (component: string) => { readonly kind: string; readonly name: string };
}

/** What is wrong with the isolation of Argo CD, worst first, in an order that depends on nothing else. */
export function violations(
  found: Isolation,
  { namespace }: Pick<Facts, 'namespace'>,
  workloadOf: Names['workloadOf'],
): Violation[] {
  const names = { namespace, workloadOf };
  const all = [
    ...found.loopholes.map((entry) => loophole(entry, namespace)),
    ...found.open.map(({ component, direction }) => open(component, direction, names)),
    ...found.hostNetwork.map((component) => hostNetwork(component, names)),
  ];
  return worstFirst(all);
}

/** In an order that depends on nothing else. */
export const worstFirst = (all: readonly Violation[]): Violation[] =>
  all.toSorted(
    byText(({ severity, rule, name, path, message }) =>
      [SEVERITIES.indexOf(severity), rule, name, path, message].join('\0'),
    ),
  );

export function countsOf(all: readonly Violation[]): Counts {
  const count = (severity: Violation['severity']): number => all.filter((entry) => entry.severity === severity).length;
  return { critical: count('critical'), high: count('high'), medium: count('medium'), low: count('low') };
}

/** What the plan found, as the audit counts it. */
export const findingOf = ({ kind, namespace, name, ...rest }: Violation): Finding => ({
  ...rest,
  object: { kind, namespace, name },
});

/** What the audit found, as the status shows it. */
export const violationOf = ({ rule, severity, object, path, message, remedy }: Finding): Violation => ({
  rule: cap(rule, 1024),
  severity,
  kind: cap(object.kind, 63),
  ...(object.namespace !== undefined && { namespace: cap(object.namespace, 63) }),
  name: cap(object.name, 253),
  path: cap(path, 1024),
  message: cap(sentence(message), 256),
  remedy: cap(remedy, 1024),
});
