import type { NetworkPolicy } from '../../../api/kube.ts';
import { ALL_ADDRESSES } from '../../semantics/address-set.ts';
import { type Direction, type Policy, readPolicy, readTarget, type Target } from '../../semantics/network-policy.ts';
import { publicOpening, type PublicOpening } from '../../semantics/network/external-peers.ts';
import { METADATA_ADDRESSES, metadataAccess, type MetadataAccess } from '../../semantics/network/metadata.ts';
import { isTooLarge } from '../../semantics/network/size.ts';
import { ALL_PORTS } from '../../semantics/ports.ts';
import { wholeCluster } from '../../semantics/network/whole-cluster.ts';

/** What a NetworkPolicy says by itself, whatever else there is. */
export interface PolicyFacts {
  /** Whom it may be about: what cannot be read is taken for everyone. */
  readonly widest: Target;
  /** Whom it isolates for certain: what cannot be read isolates nobody. */
  readonly certain: Target;
  readonly openings: readonly PublicOpening[];
  /** Where it permits every pod of the cluster. */
  readonly wholeCluster: readonly string[];
  readonly metadata: readonly MetadataAccess[];
}

/** Rules of a direction that the policy does not have do not count. */
function eachRule<T>(
  { target, rules }: Policy,
  direction: Direction,
  see: (rule: Policy['rules'][typeof direction][number], path: string) => T | undefined,
): T[] {
  if (!target.directions.includes(direction)) return [];
  return rules[direction].flatMap((rule, index) => see(rule, `spec.${direction.toLowerCase()}[${index}]`) ?? []);
}

/** Stands for rules that are too many to be read: they may be for everyone. */
const ANYONE: PublicOpening = {
  rule: 'spec.ingress',
  path: 'spec.ingress',
  ports: ALL_PORTS,
  addresses: ALL_ADDRESSES,
  exposure: 'world',
  unreadable: true,
};
const ANYWHERE: MetadataAccess = { path: 'spec.egress', addresses: METADATA_ADDRESSES };

/** The policy without the rules of directions of which there are too many. */
function cutDown(policy: NetworkPolicy, large: Readonly<Record<Direction, boolean>>): NetworkPolicy {
  if (!large.Ingress && !large.Egress) return policy;
  const spec = { ...policy.spec, ...(large.Ingress && { ingress: [] }), ...(large.Egress && { egress: [] }) };
  return { ...policy, spec };
}

function readFacts(policy: NetworkPolicy): PolicyFacts {
  const large = { Ingress: isTooLarge(policy.spec?.ingress), Egress: isTooLarge(policy.spec?.egress) };
  const read = readPolicy(cutDown(policy, large), 'widest');
  const isLarge = (direction: Direction) => large[direction] && read.target.directions.includes(direction);
  return {
    widest: read.target,
    certain: readTarget(policy, 'narrowest'),
    openings: isLarge('Ingress') ? [ANYONE] : eachRule(read, 'Ingress', publicOpening),
    wholeCluster: eachRule(read, 'Ingress', wholeCluster),
    metadata: isLarge('Egress') ? [ANYWHERE] : eachRule(read, 'Egress', metadataAccess),
  };
}

const known = new WeakMap<NetworkPolicy, PolicyFacts>();

/** What a policy says, read once for each object: an object that is changed is another one. */
export function factsOf(policy: NetworkPolicy): PolicyFacts {
  const facts = known.get(policy) ?? readFacts(policy);
  known.set(policy, facts);
  return facts;
}
