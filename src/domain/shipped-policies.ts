import type { NetworkPolicy, NetworkPolicySpec } from '../api/kube.ts';
import type { Component } from './argocd/discovery.ts';
import { LABEL_POLICY_UID, NEUTRALISE_MANAGER, ORIGINAL_RULES_ANNOTATION } from './marks.ts';
import { managingTool } from './ownership.ts';
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

export interface ShippedInput {
  /** All NetworkPolicies in Argo CD's namespace. */
  readonly live: readonly NetworkPolicy[];
  /** Names of those that undo the isolation. */
  readonly undoing: ReadonlySet<string>;
  /** Whether they shall be empty, or as they were. */
  readonly neutralise: boolean;
  readonly takeOwnership: boolean;
  readonly components: readonly Component[];
  /** Workload names of components that a policy of ours protects already: emptying before that would cut them off. */
  readonly protectedWorkloads: ReadonlySet<string>;
  /** What the rules were, by name, as remembered in the status: the copy on the object is in anybody's reach. */
  readonly remembered: ReadonlyMap<string, string>;
}

/** Argo CD's plain manifests, its Helm charts and argocd-operator mark or name the policies that they ship. */
function isShipped({ metadata }: NetworkPolicy): boolean {
  if (metadata.labels?.[LABEL_POLICY_UID] !== undefined) return false;
  const byOperator = metadata.ownerReferences?.some(({ kind }) => kind === 'ArgoCD') ?? false;
  const named = /^argocd-[a-z-]+-network-policy$/.test(metadata.name);
  return byOperator || named || metadata.labels?.['app.kubernetes.io/part-of'] === 'argocd';
}

function isNeutralised({ metadata }: NetworkPolicy, remembered: ReadonlyMap<string, string>): boolean {
  const byUs = metadata.managedFields?.some(({ manager }) => manager === NEUTRALISE_MANAGER) ?? false;
  return remembered.has(metadata.name) || (byUs && metadata.annotations?.[ORIGINAL_RULES_ANNOTATION] !== undefined);
}

function emptied({ spec = {} }: NetworkPolicy): Rules {
  const egress = spec.policyTypes?.includes('Egress') ?? (spec.egress ?? []).length > 0;
  return { ingress: [], ...(egress && { egress: [] }) };
}

const isEmpty = ({ spec = {} }: NetworkPolicy): boolean =>
  (spec.ingress ?? []).length === 0 && (spec.egress ?? []).length === 0;

function neutralise(live: NetworkPolicy, input: ShippedInput): ShippedChange[] {
  const { apiVersion, kind, metadata } = live;
  const tool = managingTool(live);
  if (tool !== undefined && tool !== 'Helm' && !input.takeOwnership)
    return [
      {
        action: 'Blocked',
        live,
        message: `managed by ${tool}: remove its rules at the source, or set spec.takeOwnership`,
      },
    ];
  const exposed = input.components.filter(
    ({ labels, workload }) =>
      matches(live.spec?.podSelector ?? {}, labels) && !input.protectedWorkloads.has(workload.name),
  );
  if (exposed.length > 0)
    return [{ action: 'Blocked', live, message: `${exposed[0]?.component ?? ''} has no policy of ours yet` }];
  const { ingress = [], egress = [] } = live.spec ?? {};
  const noted = input.remembered.get(metadata.name) ?? metadata.annotations?.[ORIGINAL_RULES_ANNOTATION];
  const original = noted ?? JSON.stringify({ ingress, egress });
  const settled = isEmpty(live) && metadata.annotations?.[ORIGINAL_RULES_ANNOTATION] === original;
  if (settled) return [];
  const { name, namespace, uid } = metadata;
  const identity = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
  const marked = { ...identity, annotations: { [ORIGINAL_RULES_ANNOTATION]: original } };
  return [
    { action: 'Neutralise', live, original, object: { apiVersion, kind, metadata: marked, spec: emptied(live) } },
  ];
}

function restore(live: NetworkPolicy, { remembered }: ShippedInput): ShippedChange[] {
  const text = remembered.get(live.metadata.name) ?? live.metadata.annotations?.[ORIGINAL_RULES_ANNOTATION] ?? '';
  const rules = parseRules(text);
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
 * somebody else is reported, never touched. What was emptied once stays so, and is put back when `neutralise` is off.
 */
export function shippedPolicies(input: ShippedInput): ShippedChange[] {
  const touched = input.live.filter((policy) => isNeutralised(policy, input.remembered));
  if (!input.neutralise) return touched.flatMap((policy) => restore(policy, input));
  return input.live
    .filter(isShipped)
    .filter((policy) => touched.includes(policy) || input.undoing.has(policy.metadata.name))
    .flatMap((policy) => neutralise(policy, input));
}
