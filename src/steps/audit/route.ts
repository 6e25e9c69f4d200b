import type { AuditedWorkload } from '../../domain/audit/subjects.ts';
import type { Change } from '../../engine/mirror.ts';
import { keyOf, type KubeObject } from '../../engine/object.ts';
import { BY_NAMESPACE } from '../indexes.ts';
import type { Auditor } from './auditor.ts';
import type { CustomAudit } from './custom.ts';
import { INPUT_NAMES, type InputName, inputOf, type Inputs, OTHER_POLICIES } from './inputs.ts';
import { isJudged, MADE } from './judged.ts';
import { BY_CONTROLLER } from './watches.ts';

/** What says who may do what. */
export const ACCESS: readonly InputName[] = [
  'roles',
  'clusterRoles',
  'roleBindings',
  'clusterRoleBindings',
  'serviceAccounts',
];
/** What Argo CD does is up to these, wherever they are. */
export const OF_ARGO_CD: readonly InputName[] = ['applications', 'applicationSets', 'appProjects'];
/** And to these, in its own namespace. */
const IN_ARGO_CD: readonly InputName[] = ['deployments', 'statefulSets', 'networkPolicies'];

interface Routed {
  readonly auditor: Auditor;
  readonly custom: Pick<CustomAudit, 'inNamespace'>;
}

const labelsText = (object: KubeObject | undefined): string =>
  JSON.stringify((object?.metadata as { labels?: unknown } | undefined)?.labels ?? {});

/** A Deployment makes ReplicaSets, and these make Pods: nothing is made in more steps. */
const STEPS = 2;

/** Those that were made from what changed: whether they are judged by themselves is up to it. */
function touchMade({ metadata: { uid = '' } }: KubeObject, auditor: Auditor, inputs: Inputs, steps = STEPS): void {
  if (steps === 0) return;
  for (const name of MADE)
    for (const made of inputs.mirror(name)?.by(BY_CONTROLLER, uid) ?? []) {
      auditor.touchObject(name, keyOf(made.metadata));
      touchMade(made, auditor, inputs, steps - 1);
    }
}

/** The labels of a namespace decide whether it is audited, and which policies of others mean it. */
function touchInNamespace(
  { old, new: now, key }: Change<KubeObject>,
  { auditor, custom }: Routed,
  inputs: Inputs,
): void {
  auditor.touchNamespace(key);
  if (labelsText(old) === labelsText(now)) return;
  for (const [kind, object] of custom.inNamespace(key)) auditor.touchCustom(kind, object);
  for (const name of INPUT_NAMES) {
    if (inputOf(name).subject === undefined) continue;
    for (const { metadata } of inputs.mirror(name)?.by(BY_NAMESPACE, key) ?? [])
      auditor.touchObject(name, keyOf(metadata));
  }
}

/** A pod that is like what it was made from is nothing that a look at its namespace sees. */
const isSeen = (name: InputName, object: KubeObject, inputs: Inputs): boolean =>
  !MADE.includes(name) || isJudged(object as AuditedWorkload, inputs);

/** Step 2, enqueue, for the audit: a change becomes the looks whose answer it may change, and no others. */
export function route(name: InputName, change: Change<KubeObject>, routed: Routed, inputs: Inputs): void {
  const { auditor } = routed;
  const object = change.new ?? change.old;
  if (object === undefined) return;
  const { subject, slot } = inputOf(name);
  const { namespace } = object.metadata;
  if (subject !== undefined) auditor.touchObject(name, change.key);
  if (subject === 'workload') touchMade(object, auditor, inputs);
  if (slot !== undefined && namespace !== undefined && isSeen(name, object, inputs)) auditor.touchNamespace(namespace);
  if (name === 'namespaces') touchInNamespace(change, routed, inputs);
  if (ACCESS.includes(name)) auditor.touchWhole('rbac');
  const argoCd = auditor.settings?.context.spec.argocd.namespace;
  const isArgoCd = OF_ARGO_CD.includes(name) || ACCESS.includes(name) || name === 'namespaces';
  if (isArgoCd || (namespace === argoCd && IN_ARGO_CD.includes(name))) auditor.touchWhole('argocd');
  if ((OTHER_POLICIES as readonly string[]).includes(name))
    for (const each of namespace === undefined ? (inputs.mirror('namespaces')?.keys() ?? []) : [namespace])
      auditor.touchNamespace(each);
}
