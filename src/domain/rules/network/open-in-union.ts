import { type FoundIn, namespaceRule, type NamespaceView, refTo } from '../../audit/rule.ts';
import type { AuditedWorkload } from '../../audit/subjects.ts';
import { union } from '../../semantics/address-set.ts';
import type { PublicOpening } from '../../semantics/network/external-peers.ts';
import { exposureOf } from '../../semantics/network/internet.ts';
import { type PortRange, portsText } from '../../semantics/ports.ts';
import { cap } from '../../text.ts';
import { type Applied, sceneOf } from './scene.ts';
import { API, CONCEPT, IANA, POLICIES } from './sources.ts';
import { together } from './together.ts';
import { appliesText, MAX_MESSAGE, quoted } from './words.ts';

/** A rule of one of several policies. */
interface Part {
  readonly opening: PublicOpening;
  readonly by: Applied;
}

/** Policies that together, and none by itself, let in the world. */
interface Alliance {
  readonly policies: readonly Applied[];
  readonly ranges: readonly PortRange[];
  readonly workloads: readonly AuditedWorkload[];
}

/** By the policies that apply to it and let in something public, but less than the world. */
function crowds(policies: readonly Applied[]): ReadonlyMap<string, { by: Applied[]; workloads: AuditedWorkload[] }> {
  const byWorkload = new Map<AuditedWorkload, Applied[]>();
  for (const applied of policies)
    if (applied.facts.openings.some(({ exposure }) => exposure !== 'world'))
      for (const workload of applied.workloads)
        byWorkload.set(workload, [...(byWorkload.get(workload) ?? []), applied]);
  const groups = new Map<string, { by: Applied[]; workloads: AuditedWorkload[] }>();
  for (const [workload, by] of byWorkload) {
    if (by.length < 2) continue;
    const key = by.map((applied) => policies.indexOf(applied)).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { by, workloads: [workload] });
    else group.workloads.push(workload);
  }
  return groups;
}

/** Whether one of the policies has enough of the openings by itself: that is told of it alone. */
const isAlone = (parts: readonly Part[]): boolean =>
  [...Map.groupBy(parts, ({ by }) => by).values()].some(
    (own) => exposureOf(union(own.map(({ opening }) => opening.addresses))) === 'world',
  );

function alliancesOf(by: readonly Applied[], workloads: readonly AuditedWorkload[]): Alliance[] {
  const all = by.flatMap((applied) => applied.facts.openings.map((opening) => ({ opening, by: applied })));
  const segments = together(all, workloads, 'world')
    .map(({ ranges, openings }) => ({ ranges, parts: openings.map(({ of }) => of) }))
    .filter(({ parts }) => !isAlone(parts));
  const joined = Map.groupBy(segments, ({ parts }) => [...new Set(parts.map((part) => by.indexOf(part.by)))].join());
  return [...joined.values()].map((same) => ({
    policies: [...new Set(same.flatMap(({ parts }) => parts.map((part) => part.by)))],
    ranges: same.flatMap(({ ranges }) => ranges),
    workloads,
  }));
}

function told({ policies, ranges, workloads }: Alliance): FoundIn[] {
  const [first, ...others] = policies;
  if (first === undefined) return [];
  const names = quoted(others.map(({ policy }) => policy.metadata.name));
  const ports = portsText({ ranges, names: [] });
  const message = `Opens ${ports} to the world together with ${names}, though none of them does alone. ${appliesText(workloads)}`;
  return [{ object: refTo(first.policy), path: 'spec.ingress', message: cap(message, MAX_MESSAGE) }];
}

/** The same policies may do it for several crowds of workloads, of which each has others beside them. */
function merged(alliances: readonly Alliance[]): Alliance[] {
  const same = Map.groupBy(alliances, ({ policies }) => policies.map(({ policy }) => policy.metadata.name).join('/'));
  return [...same.values()].map((each) => ({
    policies: each[0]?.policies ?? [],
    ranges: each.flatMap(({ ranges }) => ranges),
    workloads: [...new Set(each.flatMap(({ workloads }) => workloads))],
  }));
}

const foundIn = (view: NamespaceView): FoundIn[] => {
  const groups = [...crowds(sceneOf(view).policies).values()];
  return merged(groups.flatMap(({ by, workloads }) => alliancesOf(by, workloads))).flatMap(told);
};

export const openInUnion = namespaceRule({
  id: 'network/open-in-union',
  title: 'NetworkPolicies open pods to the world together',
  severity: 'high',
  reads: ['NetworkPolicy spec', 'workloads: labels and named ports of their pods'],
  why: 'Policies add up: what each of them lets in looks harmless, and together it is everybody. Found where several policies that apply to the same pods let in, at the same port, a quarter of the public addresses of IPv4 or IPv6 at least, and none of them does so alone. The finding is at the first of them by name, and names the others. Policies that apply to no pods now are not looked at together.',
  remedy: 'Take out of each of the policies the blocks of addresses that nobody needs.',
  mapping: POLICIES,
  sources: [CONCEPT, API, IANA],
  check: foundIn,
});
