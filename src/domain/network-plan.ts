import type { KubeObject, NetworkPolicy } from '../api/kube.ts';
import type { Discovery } from './argocd/discovery.ts';
import { externalNeeds } from './argocd/needs.ts';
import { type Cut, cuts } from './guard.ts';
import { type Hardening, networkPolicies } from './hardening/index.ts';
import type { Blocked, Desired, DesiredPolicy } from './hardening/outcome.ts';
import { componentOf, type Held, heldBack, isOurs } from './holding.ts';
import { kinds } from './kinds/index.ts';
import { objectKey, planOne } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
import { isolation, type Isolation, type PodGroup } from './semantics/isolation.ts';
import {
  type Neutralised,
  neutralisedPolicies,
  type ShippedChange,
  type ShippedInput,
  shippedPolicies,
} from './shipped-policies.ts';

/** What `spec.network` asks for, and what the NetworkPolicies in the namespace come to. */
export interface NetworkPlan {
  /** What shall be there now: what is healed. */
  readonly desired: readonly Desired[];
  /** Keys of what stays as it is: what cannot be generated now, or is held back. */
  readonly kept: ReadonlySet<string>;
  readonly shipped: readonly ShippedChange[];
  /** Policies of others that are emptied now. */
  readonly neutralised: readonly Neutralised[];
  readonly blocked: readonly Blocked[];
  /** Held back by the guard. */
  readonly held: readonly Held[];
  /** Hosts that Argo CD is known to connect to. */
  readonly needs: readonly string[];
  /** Known needs that are not covered, held back or not. */
  readonly cuts: readonly Cut[];
  readonly unresolvedHosts: readonly string[];
  readonly discovery: Discovery;
  readonly isolation: Isolation;
}

function podsOf({ components }: Discovery): PodGroup[] {
  return components.map(({ component, labels, containerPorts, hostNetwork }) => ({
    component,
    labels,
    ports: containerPorts,
    hostNetwork,
  }));
}

/** What stays as it is: what cannot be generated now, and what is held back and was never applied by this process. */
function keptKeys(blocked: readonly Blocked[], held: readonly Held[]): Set<string> {
  return new Set([
    ...blocked.map(({ namespace, name }) => `NetworkPolicy/${namespace}/${name}`),
    ...held.map(({ desired: { object } }) => objectKey(object)),
  ]);
}

/** For an object that is not known or held back now: what this process last applied, if it did. */
export function fallback(kept: ReadonlySet<string>, previous: ReadonlyMap<string, Desired>): Desired[] {
  return [...kept].flatMap((key) => previous.get(key) ?? []);
}

/** Workloads whose policy is there, and ours: what somebody else put under its name protects nothing. */
function protectedWorkloads(desired: readonly DesiredPolicy[], discovery: Discovery, input: PolicyInput): Set<string> {
  const present = new Set(input.facts.policies.map(objectKey));
  const taken = new Set(takenOf(desired, input));
  return new Set(
    desired
      .filter((entry) => present.has(objectKey(entry.object)) && !taken.has(entry))
      .flatMap((entry) => componentOf(entry, discovery)?.workload.name ?? []),
  );
}

/** Those whose name an object has that is not ours. */
function takenOf(desired: readonly DesiredPolicy[], input: PolicyInput): DesiredPolicy[] {
  const live = new Map(input.facts.policies.map((object): [string, KubeObject] => [objectKey(object), object]));
  const rules = planRules(input);
  return desired.filter(({ object }) => planOne(object, live.get(objectKey(object)), rules)?.action === 'Blocked');
}

export const planRules = ({ owner, applied, spec: { takeOwnership } }: PolicyInput) => ({
  owner,
  known: new Set(applied.keys()),
  takeOwnership,
  kinds,
});

const NOTHING: Hardening = {
  desired: [],
  blocked: [],
  unresolvedHosts: [],
  discovery: { components: [], unrecognised: [], problems: [] },
};

/** The NetworkPolicies that are asked for, and what stands in their way. A pure function of its input. */
export function planNetwork(input: PolicyInput): NetworkPlan {
  const { facts, owner, spec } = input;
  const hardening = spec.network === undefined ? NOTHING : networkPolicies(facts, spec.network, owner);
  const { desired: wanted, blocked, unresolvedHosts, discovery } = hardening;
  const needs = externalNeeds(facts);
  const held = heldBack(wanted, takenOf(wanted, input), needs, input, discovery);
  const kept = keptKeys(blocked, held);
  const desired = [...wanted.filter(({ object }) => !kept.has(objectKey(object))), ...fallback(kept, input.previous)];
  const expected = [...wanted.map(({ object }) => object), ...liveOfBlocked(blocked, input)];
  const judged = isolation(podsOf(discovery), facts.policies, expected);
  const planned = [...foreignOf(input), ...expected];
  const shipped = shippedInput(desired, discovery, judged, input);
  return {
    desired,
    kept,
    blocked,
    held,
    unresolvedHosts,
    discovery,
    needs: needs.map(({ host }) => host),
    cuts: discovery.components.flatMap((component) => cuts(component, needs, planned, facts)),
    isolation: judged,
    shipped: shippedPolicies(shipped),
    neutralised: neutralisedPolicies(shipped),
  };
}

const foreignOf = ({ facts, owner }: PolicyInput): readonly NetworkPolicy[] =>
  facts.policies.filter((policy) => !isOurs(policy, owner));

/** What cannot be generated now is expected to be as it is. */
function liveOfBlocked(blocked: readonly Blocked[], { facts, owner }: PolicyInput): readonly NetworkPolicy[] {
  const names = new Set(blocked.map(({ name }) => name));
  return facts.policies.filter((policy) => names.has(policy.metadata.name) && isOurs(policy, owner));
}

function shippedInput(
  desired: readonly DesiredPolicy[],
  discovery: Discovery,
  { loopholes }: Isolation,
  input: PolicyInput,
): ShippedInput {
  const { facts, spec, leaving, neutralised, emptied } = input;
  const here = spec.network?.shippedPolicies === 'Neutralise' && !leaving;
  return {
    live: [...new Map([...facts.policies, ...emptied].map((policy) => [objectKey(policy), policy])).values()],
    undoing: new Set(loopholes.map(({ policy }) => policy)),
    namespace: here ? facts.namespace : undefined,
    takeOwnership: spec.takeOwnership,
    components: discovery.components,
    protectedWorkloads: protectedWorkloads(desired, discovery, input),
    remembered: neutralised,
  };
}
