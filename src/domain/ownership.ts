import type { KubeObject } from '../api/kube.ts';
import { TRACKING_ID, trackingOf } from './gitops/tracking.ts';
import type { Kind } from './kinds/kind.ts';
import { LABEL_POLICY_UID, MANAGER } from './marks.ts';

/** The policy that objects are generated for. */
export interface Owner {
  readonly name: string;
  readonly uid: string;
}

/** True when server-side apply of ours wrote the object's content: stripping a label does not change that. */
function appliedByUs({ metadata }: KubeObject, kind: Kind | undefined): boolean {
  const ours = metadata.managedFields?.filter(({ manager, operation }) => manager === MANAGER && operation === 'Apply');
  const names = (kind?.owned ?? []).map((field) => `f:${field}`);
  return (
    ours?.some(({ fieldsV1 }) => fieldsV1 !== undefined && names.some((name) => Object.hasOwn(fieldsV1, name))) ?? false
  );
}

const labelled = ({ metadata }: KubeObject, { uid }: Owner): boolean => metadata.labels?.[LABEL_POLICY_UID] === uid;

/**
 * May we change it? Yes if it carries the policy's uid, or our field manager applied it, or we wrote an object of
 * that name before (`known`): who deletes ours and puts another in its place has not taken it from us.
 */
export function mayHeal(live: KubeObject, kind: Kind | undefined, owner: Owner, known: boolean): boolean {
  return known || labelled(live, owner) || appliedByUs(live, kind);
}

/** May we delete it? Only with both marks: a copied label alone must not get somebody's object deleted. */
export function mayPrune(live: KubeObject, kind: Kind | undefined, owner: Owner): boolean {
  return labelled(live, owner) && appliedByUs(live, kind);
}

const tools: readonly [string, (object: KubeObject) => boolean][] = [
  ['Argo CD', ({ metadata }) => metadata.annotations?.[TRACKING_ID] !== undefined],
  ['Argo CD', ({ metadata }) => metadata.labels?.['argocd.argoproj.io/instance'] !== undefined],
  ['Helm', ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'Helm'],
  ['argocd-operator', ({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'ArgoCD') ?? false],
];

/**
 * The tool that brings the object back to what its own source says, by the marks that such tools leave; of Argo CD
 * with the Application. For messages: whoever may write the object wrote the marks.
 */
export function managingTool(object: KubeObject): string | undefined {
  const tool = tools.find(([, marked]) => marked(object))?.[0];
  if (tool !== 'Argo CD') return tool;
  const tracking = trackingOf(object);
  return tracking?.by === 'ArgoCD' ? `${tool} (Application ${tracking.id})` : tool;
}
