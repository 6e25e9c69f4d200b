import { type FoundIn, type NamespaceRule, namespaceRule, type NamespaceView, refTo } from '../../audit/rule.ts';
import { addressesText } from '../../semantics/peers.ts';
import { type Ports, portsText } from '../../semantics/ports.ts';
import { ALL_ADDRESSES, areEqual, union } from '../../semantics/address-set.ts';
import type { PublicOpening } from '../../semantics/network/external-peers.ts';
import type { Exposure } from '../../semantics/network/internet.ts';
import { cap, some } from '../../text.ts';
import { type Applied, portsOf, sceneOf } from './scene.ts';
import { API, CONCEPT, IANA, POLICIES } from './sources.ts';
import { together } from './together.ts';
import { appliesText, MAX_MESSAGE, toldOfRules } from './words.ts';

interface OpenRule extends Pick<NamespaceRule, 'title' | 'severity' | 'why' | 'remedy'> {
  readonly id: `network/${string}`;
  readonly exposure: Exposure;
  /** Whom it opens to. */
  readonly whom: string;
}

/** Named ports that no pod has permit nothing there; while there are no pods, all of them may come to mean something. */
function effective({ ports }: PublicOpening, { workloads }: Applied): Ports {
  if (ports.names.length === 0 || workloads.length === 0) return ports;
  const known = new Set(workloads.flatMap(portsOf).map(({ protocol = 'TCP', name }) => `${protocol} ${name}`));
  return { ...ports, names: ports.names.filter(({ protocol, name }) => known.has(`${protocol} ${name}`)) };
}

const opensAny = ({ ranges, names }: Ports): boolean => ranges.length + names.length > 0;

function peersOf({ path, rule, addresses, unreadable }: PublicOpening): string {
  if (unreadable) return `what cannot be read at ${path}, and may be anyone`;
  if (path === rule && areEqual(addresses, ALL_ADDRESSES)) return 'everyone, since it names no peers';
  return addressesText(addresses).join(', ');
}

function foundInRules(applied: Applied, { exposure, whom }: OpenRule): FoundIn[] {
  const here = applied.facts.openings
    .filter((opening) => opening.exposure === exposure)
    .map((opening) => ({ opening, ports: effective(opening, applied) }))
    .filter(({ ports }) => opensAny(ports));
  return toldOfRules(here, ({ opening, ports }, more) => {
    const message = `Opens ${portsText(ports)} to ${whom}: ${peersOf(opening)}.${more} ${appliesText(applied.workloads)}`;
    return { object: refTo(applied.policy), path: opening.path, message: cap(message, MAX_MESSAGE) };
  });
}

function foundInUnion({ policy, facts, workloads }: Applied, { exposure, whom }: OpenRule): FoundIn[] {
  const segments = together(
    facts.openings.map((opening) => ({ opening })),
    workloads,
    exposure,
  );
  if (segments.length === 0) return [];
  const ranges = segments.flatMap((segment) => segment.ranges);
  const openings = new Set(segments.flatMap((segment) => segment.openings.map(({ of }) => of.opening)));
  const addresses = union([...openings].map((opening) => opening.addresses));
  const rules = some([...openings].map(({ rule }) => rule));
  const message = `Opens ${portsText({ ranges, names: [] })} to ${whom} by several rules together (${rules}): ${addressesText(addresses).join(', ')}. ${appliesText(workloads)}`;
  return [{ object: refTo(policy), path: 'spec.ingress', message: cap(message, MAX_MESSAGE) }];
}

const foundIn = (view: NamespaceView, rule: OpenRule): FoundIn[] =>
  sceneOf(view).policies.flatMap((applied) =>
    applied.facts.openings.length === 0 ? [] : [...foundInRules(applied, rule), ...foundInUnion(applied, rule)],
  );

/** A rule for NetworkPolicies that let in so much of the Internet by themselves, one of their rules or several together. */
export const openRule = (rule: OpenRule): NamespaceRule => {
  const { id, title, severity, why, remedy } = rule;
  return namespaceRule({
    id,
    title,
    severity,
    why,
    remedy,
    reads: ['NetworkPolicy spec', 'workloads: labels and named ports of their pods'],
    mapping: POLICIES,
    sources: [CONCEPT, API, IANA],
    check: (view) => foundIn(view, rule),
  });
};
