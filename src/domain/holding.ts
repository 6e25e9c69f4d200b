import type { KubeObject } from '../api/kube.ts';
import type { Component, Discovery } from './argocd/discovery.ts';
import type { Need } from './argocd/needs.ts';
import { type Cut, newlyCut } from './guard.ts';
import { NAMESPACE } from './hardening/object.ts';
import type { Desired } from './hardening/outcome.ts';
import { LABEL_POLICY_UID } from './marks.ts';
import type { Owner } from './ownership.ts';
import { fingerprint, objectKey } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';

export interface Held {
  readonly desired: Desired;
  readonly message: string;
}

export const isOurs = ({ metadata }: KubeObject, { uid }: Owner): boolean =>
  metadata.labels?.[LABEL_POLICY_UID] === uid;

export const componentOf = ({ object }: Desired, { components }: Discovery): Component | undefined =>
  components.find(({ selector }) => JSON.stringify(selector) === JSON.stringify(object.spec?.podSelector));

/**
 * What the guard holds back: an object that would cut a need which is met now. What was applied before is healed
 * whatever it cuts: otherwise, deleting a policy and adding a need for anything would keep it away for good.
 */
function cutting(
  desired: readonly Desired[],
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

/** Denying the rest of the namespace also denies a component whose own policy is held back and not there yet. */
function holdNamespace(desired: readonly Desired[], held: readonly Held[], input: PolicyInput): Held[] {
  const rest = desired.find(({ component }) => component === NAMESPACE);
  if (rest === undefined || input.applied.has(objectKey(rest.object))) return [];
  const bare = held.filter(({ desired: { object } }) => !input.applied.has(objectKey(object)));
  const names = bare.map(({ desired: { component } }) => component).join(', ');
  return bare.length === 0 ? [] : [{ desired: rest, message: `it would cut off ${names}, whose policy is held back` }];
}

/** What is held back for now, when the guard blocks. */
export function heldBack(
  desired: readonly Desired[],
  needs: readonly Need[],
  input: PolicyInput,
  discovery: Discovery,
): Held[] {
  if (input.spec.network?.guard !== 'Block') return [];
  const held = cutting(desired, needs, input, discovery);
  return [...held, ...holdNamespace(desired, held, input)];
}
