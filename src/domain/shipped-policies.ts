import type { NetworkPolicy, NetworkPolicySpec } from '../api/kube.ts';
import type { Component } from './argocd/discovery.ts';
import { LABEL_POLICY_UID, NEUTRALISE_MANAGER, ORIGINAL_RULES_ANNOTATION } from './marks.ts';
import { managingTool } from './ownership.ts';
import { objectKey } from './plan.ts';
import { matches } from './semantics/selector.ts';

/** The rules of a NetworkPolicy, without what they apply to. */
export type Rules = Pick<NetworkPolicySpec, 'ingress' | 'egress'>;

export type ShippedChange =
  | {
      readonly action: 'Neutralise';
      readonly live: NetworkPolicy;
      /** To be applied server-side: carries the uid, so that it cannot create an object that has gone meanwhile. */
      readonly object: NetworkPolicy;
      readonly original: string;
    }
  | { readonly action: 'Restore'; readonly live: NetworkPolicy; readonly rules: Rules }
  | { readonly action: 'Blocked'; readonly live: NetworkPolicy; readonly message: string };

/** One that is emptied now, and what it was. */
export interface Neutralised {
  readonly live: NetworkPolicy;
  readonly original: string;
}

export interface ShippedInput {
  /** All NetworkPolicies in Argo CD's namespace, and all that were emptied, wherever they are. */
  readonly live: readonly NetworkPolicy[];
  /** Names of those that undo the isolation. */
  readonly undoing: ReadonlySet<string>;
  /** Where they shall be empty; everywhere else, and everywhere if undefined, they shall be as they were. */
  readonly namespace: string | undefined;
  readonly takeOwnership: boolean;
  readonly components: readonly Component[];
  /** Workload names of components that a policy of ours protects already: emptying before that would cut them off. */
  readonly protectedWorkloads: ReadonlySet<string>;
  /** What the rules were, by object key, as remembered in the status: the copy on the object is in anybody's reach. */
  readonly remembered: ReadonlyMap<string, string>;
}

/** What is remembered is kept in the status of the policy, which has to stay small enough to be stored. */
const MAX_ORIGINAL = 16_384;
const MAX_NEUTRALISED = 64;

/** Argo CD's plain manifests, its Helm charts and argocd-operator mark or name the policies that they ship. */
function isShipped({ metadata }: NetworkPolicy): boolean {
  if (metadata.labels?.[LABEL_POLICY_UID] !== undefined) return false;
  const byOperator = metadata.ownerReferences?.some(({ kind }) => kind === 'ArgoCD') ?? false;
  const named = /^argocd-[a-z-]+-network-policy$/.test(metadata.name);
  return byOperator || named || metadata.labels?.['app.kubernetes.io/part-of'] === 'argocd';
}

/** What its rules were, if it was us who emptied it: anybody may write such an annotation. */
function originalOf(live: NetworkPolicy, { remembered }: ShippedInput): string | undefined {
  const { managedFields = [], annotations } = live.metadata;
  const byUs = managedFields.some(({ manager }) => manager === NEUTRALISE_MANAGER);
  return remembered.get(objectKey(live)) ?? (byUs ? annotations?.[ORIGINAL_RULES_ANNOTATION] : undefined);
}

/** What is emptied now, or was until somebody opened it again. */
export function neutralisedPolicies(input: ShippedInput): Neutralised[] {
  return input.live.flatMap((live) => {
    const original = originalOf(live, input);
    return original === undefined ? [] : [{ live, original }];
  });
}

/** Both, whatever the policy is about: a list that is left out is a list that somebody else can fill. */
const EMPTIED: Rules = { ingress: [], egress: [] };

const isEmpty = ({ spec = {} }: NetworkPolicy): boolean =>
  (spec.ingress ?? []).length === 0 && (spec.egress ?? []).length === 0;

/** Why it cannot be emptied, in words; undefined when it can. */
function obstacle(live: NetworkPolicy, original: string, input: ShippedInput): string | undefined {
  const tool = managingTool(live);
  if (tool !== undefined && tool !== 'Helm' && !input.takeOwnership)
    return `managed by ${tool}: remove its rules at the source, or set spec.takeOwnership`;
  const exposed = input.components.find(
    ({ labels, workload }) =>
      matches(live.spec?.podSelector ?? {}, labels) && !input.protectedWorkloads.has(workload.name),
  );
  if (exposed !== undefined) return `component ${exposed.component} has no policy of ours yet`;
  const full = !input.remembered.has(objectKey(live)) && input.remembered.size >= MAX_NEUTRALISED;
  return original.length > MAX_ORIGINAL || full ? 'its rules are too many to be remembered: remove them' : undefined;
}

function neutralise(live: NetworkPolicy, input: ShippedInput): ShippedChange[] {
  const { apiVersion, kind, metadata } = live;
  const { ingress = [], egress = [] } = live.spec ?? {};
  const original = originalOf(live, input) ?? JSON.stringify({ ingress, egress });
  const message = obstacle(live, original, input);
  if (message !== undefined) return [{ action: 'Blocked', live, message }];
  if (isEmpty(live) && metadata.annotations?.[ORIGINAL_RULES_ANNOTATION] === original) return [];
  const { name, namespace, uid } = metadata;
  const identity = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
  const marked = { ...identity, annotations: { [ORIGINAL_RULES_ANNOTATION]: original } };
  return [{ action: 'Neutralise', live, original, object: { apiVersion, kind, metadata: marked, spec: EMPTIED } }];
}

function restore({ live, original }: Neutralised): ShippedChange[] {
  const rules = parseRules(original);
  if (rules !== undefined) return [{ action: 'Restore', live, rules }];
  const message = 'its original rules cannot be read any more: apply the manifest of the install again';
  return [{ action: 'Blocked', live, message }];
}

/** Somebody may have edited it: the API server judges the rules, this only the frame. */
function parseRules(text: string): Rules | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { ingress = [], egress = [] } = value as Rules;
    return Array.isArray(ingress) && Array.isArray(egress) ? { ingress, egress } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What to do about policies that installs of Argo CD ship and that undo the isolation. Only those: a policy of
 * somebody else is reported, never touched. What was emptied once stays so, and is put back where it shall not be.
 */
export function shippedPolicies(input: ShippedInput): ShippedChange[] {
  const isHere = ({ metadata }: NetworkPolicy): boolean => metadata.namespace === input.namespace;
  const touched = neutralisedPolicies(input);
  const known = new Set(touched.map(({ live }) => live));
  const empty = input.live
    .filter((policy) => isHere(policy) && isShipped(policy))
    .filter((policy) => known.has(policy) || input.undoing.has(policy.metadata.name));
  return [
    ...empty.flatMap((policy) => neutralise(policy, input)),
    ...touched.filter(({ live }) => !isHere(live)).flatMap(restore),
  ];
}
