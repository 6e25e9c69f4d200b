import type { Labels } from '../../api/kube.ts';
import { type Finding, judgeObject, judgeWhole } from '../../domain/audit/judge.ts';
import type { NamespaceView, ObjectRef, RbacView } from '../../domain/audit/rule.ts';
import { isAudited } from '../../domain/audit/selection.ts';
import type { AuditedNamespace, AuditedWorkload } from '../../domain/audit/subjects.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Level } from '../../domain/semantics/pod-security/checks.ts';
import { levelOf } from '../../domain/semantics/pod-security/level.ts';
import { type KubeObject, keyOf } from '../../engine/object.ts';
import { accessOf } from '../access.ts';
import { BY_NAMESPACE } from '../indexes.ts';
import type { View } from '../observe.ts';
import type { CustomSeen } from './custom-watch.ts';
import { INPUT_NAMES, type InputName, inputOf, type Inputs, OTHER_POLICIES } from './inputs.ts';
import { isJudged } from './judged.ts';
import type { Settings } from './settings.ts';

/** Where looks look, and by what. */
export interface Scene {
  readonly view: View;
  readonly inputs: Inputs;
  readonly settings: Settings;
}

const isWorkload = (name: InputName): boolean => inputOf(name).subject === 'workload';

/** Labels of a namespace; none, where it is not known. */
const labelsIn = ({ mirrors }: View, namespace: string): Labels =>
  mirrors.namespaces.get(namespace)?.metadata.labels ?? {};

/** What is in no namespace is always audited; so is Argo CD's own namespace. */
export function isInScope(namespace: string | undefined, { view, settings }: Scene): boolean {
  if (namespace === undefined || namespace === settings.context.spec.argocd.namespace) return true;
  return isAudited(namespace, labelsIn(view, namespace), settings.audit.namespaces);
}

/** The object, where it is one to be judged. */
function judged(name: InputName, key: string, scene: Scene): KubeObject | undefined {
  const { subject } = inputOf(name);
  const object = scene.inputs.mirror(name)?.get(key);
  if (object === undefined) return undefined;
  const place = subject === 'namespace' ? object.metadata.name : object.metadata.namespace;
  if (!isInScope(place, scene)) return undefined;
  return subject === 'workload' && !isJudged(object as AuditedWorkload, scene.inputs) ? undefined : object;
}

export interface ObjectLook {
  readonly findings: readonly Finding[];
  /** Of a workload, the Pod Security Standard that it would pass. */
  readonly level?: Level;
}

/** A look at one object. */
export function lookAtObject(name: InputName, key: string, scene: Scene): ObjectLook {
  const { subject } = inputOf(name);
  const object = judged(name, key, scene);
  const { objectRules, context, audit } = scene.settings;
  if (subject === undefined || object === undefined) return { findings: [] };
  const findings = judgeObject(objectRules.get(subject) ?? [], subject, object as never, context);
  if (subject !== 'workload') return { findings };
  const { pod, podAnnotations } = object as AuditedWorkload;
  return { findings, level: levelOf(pod, podAnnotations, audit.podSecurityVersion) };
}

/** What custom rules found in an object when it was read, where that is audited. */
export const lookAtCustom = (seen: CustomSeen | undefined, scene: Scene): readonly Finding[] =>
  (seen?.findings ?? []).filter(({ object }) => isInScope(object.namespace, scene));

/** Kinds of network policies that are not evaluated, and that may hold sway in a namespace. */
function otherPolicies(namespace: string, inputs: Inputs): string[] {
  const found = OTHER_POLICIES.flatMap((name) => {
    const values = inputs.mirror(name)?.values() ?? [];
    const here = values.filter(({ metadata }) => metadata.namespace === undefined || metadata.namespace === namespace);
    const { group = '', kind = '' } = inputs.reflector(name)?.source.type ?? {};
    return here.length > 0 ? [kind === 'NetworkPolicy' ? `${kind} of ${group}` : kind] : [];
  });
  return found.toSorted();
}

function viewOf(namespace: AuditedNamespace, { inputs, settings }: Scene): NamespaceView {
  const { name } = namespace.metadata;
  const slots: Partial<Record<string, KubeObject[]>> = {};
  for (const input of INPUT_NAMES) {
    const { slot } = inputOf(input);
    if (slot === undefined) continue;
    const here = inputs.mirror(input)?.by(BY_NAMESPACE, name) ?? [];
    const judged = isWorkload(input) ? here.filter((entry) => isJudged(entry as AuditedWorkload, inputs)) : here;
    slots[slot] = [...(slots[slot] ?? []), ...judged];
  }
  if (settings.audit.secrets.read === 'None') delete slots['secrets'];
  return {
    ...(slots as unknown as NamespaceView),
    namespace,
    otherNetworkPolicies: otherPolicies(name, inputs),
  };
}

/** A look at one namespace as a whole. */
export function lookAtNamespace(name: string, scene: Scene): Finding[] {
  const { view, settings } = scene;
  const namespace = view.mirrors.namespaces.get(name);
  if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined || !isInScope(name, scene))
    return [];
  const whole = viewOf(namespace, scene);
  return settings.namespaceRules.flatMap((rule) => judgeWhole(rule, whole, settings.context));
}

/** A look at who may do what; undefined while not all of it can be seen. */
export function lookAtAccess(scene: Scene, self: RbacView['self']): Finding[] | undefined {
  const { view, settings } = scene;
  const access = accessOf(view);
  if (access === undefined) return undefined;
  const audited = new Set(view.mirrors.namespaces.keys().filter((name) => isInScope(name, scene)));
  const whole = {
    access,
    serviceAccounts: view.mirrors.serviceAccounts.values(),
    audited,
    ...(self !== undefined && { self }),
  };
  return settings.rbacRules
    .flatMap((rule) => judgeWhole(rule, whole, settings.context))
    .filter(({ object }) => isInScope(object.namespace, scene));
}

/** Whether there is an Argo CD at all, or anything that one would act on. */
const isThere = ({ workloads, applications, applicationsElsewhere, appProjects, applicationSets }: Facts): boolean =>
  [workloads, applications, applicationsElsewhere, appProjects, applicationSets].some((list) => list.length > 0);

/** A look at Argo CD as a whole. */
export const lookAtArgoCd = ({ settings }: Scene, facts: Facts): Finding[] =>
  isThere(facts) ? settings.argoCdRules.flatMap((rule) => judgeWhole(rule, facts, settings.context)) : [];

const MORE: readonly InputName[] = ['clusterRoles', 'clusterRoleBindings', 'appProjects'];

/** The labels of an object that something was found in; undefined where it is not known. */
export function labelsOf({ kind, namespace, name }: ObjectRef, inputs: Inputs): Labels | undefined {
  const key = keyOf({ namespace: kind === 'Namespace' ? undefined : namespace, name });
  for (const input of [...INPUT_NAMES, ...MORE]) {
    if (inputs.reflector(input)?.source.type.kind !== kind) continue;
    const object = inputs.mirror(input)?.get(key);
    if (object !== undefined) return (object.metadata as { labels?: Labels }).labels ?? {};
  }
  return undefined;
}
