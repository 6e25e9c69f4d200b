import { createHash } from 'node:crypto';
import type { LabelSelector, NetworkPolicy } from '../../api/kube.ts';
import { COMPONENTS } from '../argocd/components.ts';
import { egressRules, ingressRules, type Allowance } from './allowances.ts';
import type { Owner } from './context.ts';
import { ownedMetadata } from './metadata.ts';

/** As long as a label value: longer names are valid, but not every tool knows it. */
const MAX_NAME = 63;
const HASH_LENGTH = 10;

/** In `component` of what protects the pods of the namespace that are no component of Argo CD. */
export const NAMESPACE = 'namespace';

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_LENGTH);

/** `gsp-a-repo-server` could be the server of policy `a-repo`, or the repo-server of policy `a`. */
const isAmbiguous = (name: string, component: string): boolean =>
  COMPONENTS.some(({ id }) => id.length > component.length && name.endsWith(`-${id}`));

/**
 * The name of a generated object: readable, at most 63 characters, and never the same for two objects: whatever could
 * be misread, is too long, or is one of several, ends in a hash of all its parts, as no component's name does.
 *
 * @param distinction tells objects of one policy and component apart; undefined where there is only one
 */
export function objectName(policy: string, component: string, distinction?: string): string {
  const name = `gsp-${policy}-${component}`;
  if (distinction === undefined && name.length <= MAX_NAME && !isAmbiguous(name, component)) return name;
  const start = name.slice(0, MAX_NAME - HASH_LENGTH - 1).replace(/[-.]+$/, '');
  return `${start}-${hash([policy, component, distinction ?? ''])}`;
}

export interface Isolation {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly podSelector: LabelSelector;
  readonly ingress: readonly Allowance[];
  readonly egress: readonly Allowance[];
}

/** A NetworkPolicy that isolates in both directions and says so: a list that is left out is a list nobody owns. */
export function networkPolicy(owner: Owner, isolation: Isolation): NetworkPolicy {
  const { name, namespace, component, podSelector, ingress, egress } = isolation;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: ownedMetadata(owner, { name, namespace, component }),
    spec: {
      podSelector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingressRules(ingress),
      egress: egressRules(egress),
    },
  };
}
