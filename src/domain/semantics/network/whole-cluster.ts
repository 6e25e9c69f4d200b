import type { Rule } from '../network-policy.ts';
import { EVERYONE, type PodPeer } from '../peers.ts';
import { implies, type Requirements } from '../selector.ts';

/** Every namespace has its name as a label, and so meets a selector that only asks for one. */
const EVERY_NAMESPACE: Requirements = new Map([
  ['namespace:kubernetes.io/metadata.name', { absent: false, allBut: true, listed: new Set() }],
]);

const isEverything = ({ pair }: PodPeer): boolean => pair.size === 0 || implies(EVERY_NAMESPACE, [pair]);

/** So many selectors are looked at together; with more of them, each is looked at by itself alone. */
const MOST_TOGETHER = 256;

/**
 * Where a rule permits every pod of the cluster: the path of a selector that does by itself, or of the rule, where several
 * do together. Undefined where none does; a rule without peers permits more than the cluster, and is left out.
 */
export function wholeCluster({ peers }: Rule, rule: string): string | undefined {
  const selectors = peers.filter((peer) => peer.peers !== EVERYONE);
  const alone = selectors.find((peer) => peer.peers.pods.some(isEverything));
  if (alone !== undefined) return alone.path;
  const pairs = selectors.flatMap((peer) => peer.peers.pods.map(({ pair }) => pair));
  const isFew = pairs.length > 1 && pairs.length <= MOST_TOGETHER;
  return isFew && implies(EVERY_NAMESPACE, pairs) ? rule : undefined;
}
