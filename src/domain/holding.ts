import type { KubeObject } from '../api/kube.ts';
import type { Component, Discovery } from './argocd/discovery.ts';
import type { Need } from './argocd/needs.ts';
import { type Cut, newlyCut } from './guard.ts';
import { NAMESPACE } from './hardening/object.ts';
import type { DesiredPolicy } from './hardening/outcome.ts';
import { LABEL_POLICY_UID } from './marks.ts';
import type { Owner } from './ownership.ts';
import { fingerprint, objectKey } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';

export interface Held {
  readonly desired: DesiredPolicy;
  readonly message: string;
}

export const isOurs = ({ metadata }: KubeObject, { uid }: Owner): boolean =>
  metadata.labels?.[LABEL_POLICY_UID] === uid;

export const componentOf = ({ object }: DesiredPolicy, { components }: Discovery): Component | undefined =>
  components.find(({ selector }) => JSON.stringify(selector) === JSON.stringify(object.spec?.podSelector));

/**
 * What the guard holds back: an object that would cut a need which is met now. What was applied before is healed
 * whatever it cuts: otherwise, deleting a policy and adding a need for anything would keep it away for good.
 */
function cutting(
  desired: readonly DesiredPolicy[],
  needs: readonly Need[],
  input: PolicyInput,
  discovery: Discovery,
): Held[] {
  const { facts, applied, owner } = input;
  const foreign = facts.policies.filter((policy) => !isOurs(policy, owner));
  return desired.flatMap((entry) => {
    const component = componentOf(entry, discovery);
    if (component === undefined || applied.get(objectKey(entry.object)) === fingerprint(entry.object)) return [];
    const cut = newlyCut(component, needs, [...foreign, entry.object], facts.policies, facts);
    return cut.length === 0 ? [] : [{ desired: entry, message: messages(cut) }];
  });
}

function messages(cut: readonly Cut[]): string {
  const rest = cut.length > 3 ? `; and ${cut.length - 3} more` : '';
  return `${cut
    .slice(0, 3)
    .map(({ message }) => message)
    .join('; ')}${rest}`;
}

/** Denying the rest of the namespace also denies a component whose own policy cannot be there yet. */
function holdNamespace(desired: readonly DesiredPolicy[], bare: readonly DesiredPolicy[], input: PolicyInput): Held[] {
  const rest = desired.find(({ component }) => component === NAMESPACE);
  if (rest === undefined || bare.length === 0 || input.applied.has(objectKey(rest.object))) return [];
  const names = bare.map(({ component }) => component).join(', ');
  return [{ desired: rest, message: `it would cut off ${names}, without a policy of its own so far` }];
}

/**
 * What is held back for now: what the guard blocks, and what denies the rest of the namespace while a component has no
 * policy of its own.
 *
 * @param taken those whose name somebody else's object has
 */
export function heldBack(
  desired: readonly DesiredPolicy[],
  taken: readonly DesiredPolicy[],
  needs: readonly Need[],
  input: PolicyInput,
  discovery: Discovery,
): Held[] {
  const held = input.spec.network?.guard === 'Block' ? cutting(desired, needs, input, discovery) : [];
  const unapplied = held.map((entry) => entry.desired).filter(({ object }) => !input.applied.has(objectKey(object)));
  return [...held, ...holdNamespace(desired, [...taken, ...unapplied], input)];
}
