import type { NetworkSpec } from '../../api/spec.ts';
import type { Discovery } from '../argocd/discovery.ts';
import type { Facts } from '../facts.ts';
import { componentPolicies } from './component-policies.ts';
import { contextOf, type Context, type Owner } from './context.ts';
import { namespacePolicy } from './namespace-policy.ts';
import type { Blocked, DesiredPolicy, Outcome } from './outcome.ts';
import { unresolvedHosts } from './purposes.ts';

/** Everything that is generated, in the order in which it is to be applied: what allows comes before what only denies. */
const GENERATORS: readonly ((context: Context) => readonly Outcome[])[] = [componentPolicies, namespacePolicy];

export interface Hardening {
  readonly desired: readonly DesiredPolicy[];
  readonly blocked: readonly Blocked[];
  /** Hosts of `network.egress` for which nothing is opened, as no usable address of them is known. */
  readonly unresolvedHosts: readonly string[];
  readonly discovery: Discovery;
}

const isDesired = (outcome: Outcome): outcome is DesiredPolicy => 'object' in outcome;
const isBlocked = (outcome: Outcome): outcome is Blocked => 'blocked' in outcome;

/** The NetworkPolicies that a policy asks for. Equal facts give equal objects, whatever their order. */
export function networkPolicies(facts: Facts, network: NetworkSpec, policy: Owner): Hardening {
  const context = contextOf(facts, network, policy);
  const outcomes = GENERATORS.flatMap((generate) => generate(context));
  return {
    desired: outcomes.filter(isDesired),
    blocked: outcomes.filter(isBlocked),
    unresolvedHosts: unresolvedHosts(network, facts.hosts),
    discovery: context.discovery,
  };
}
