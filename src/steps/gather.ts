import { isIP } from 'node:net';
import type { KubeObject, Labels, NetworkPolicy } from '../api/kube.ts';
import { parsePolicy, type Problem } from '../api/parse.ts';
import type { Policy } from '../api/policy.ts';
import type { ApiServerEndpoint, Facts } from '../domain/facts.ts';
import type { PolicyInput } from '../domain/policy-input.ts';
import type { ReasonOf } from '../domain/reasons.ts';
import { some } from '../domain/text.ts';
import type { Memory } from './memory.ts';
import { accessOf, grantableBy } from './access.ts';
import { accountOf, type Identity } from './identity.ts';
import { BY_NAMESPACE } from './indexes.ts';
import type { View } from './observe.ts';
import { liveObject, ownedBy } from './owned.ts';
import { readProject } from './projections-argocd.ts';
import type { ScopedName } from './scoped.ts';

export type Subject =
  /** There is no such policy any more. */
  | { readonly state: 'gone' }
  /** Nothing can be done until somebody changes something; what exists stays as it is. */
  | {
      readonly state: 'stalled';
      readonly object: KubeObject;
      readonly reason: ReasonOf<'Stalled'>;
      readonly message: string;
    }
  | { readonly state: 'valid'; readonly object: KubeObject; readonly policy: Policy };

/** Reads one policy, and judges whether it may be acted on. */
export function subjectOf(name: string, view: View): Subject {
  const object = view.mirrors.policies.get(name);
  if (object === undefined) return { state: 'gone' };
  const parsed = parsePolicy(object);
  if (!parsed.ok) return { state: 'stalled', object, reason: 'InvalidSpec', message: describe(parsed.problems) };
  const older = olderPolicy(parsed.policy, view);
  if (older === undefined) return { state: 'valid', object, policy: parsed.policy };
  const { namespace } = parsed.policy.spec.argocd;
  const message = `the older policy ${older} already covers Argo CD in namespace ${namespace}: change or delete one of them`;
  return { state: 'stalled', object, reason: 'CoveredByOlderPolicy', message };
}

function describe(problems: readonly Problem[]): string {
  const texts = problems.map(({ path, message }) => `${path === '' ? 'object' : path}: ${message}`);
  return `the policy cannot be read, and nothing is changed until it is corrected: ${some(texts, 5)}`;
}

const age = ({ creationTimestamp, name }: Policy): string => `${creationTimestamp} ${name}`;

/** Two policies for one Argo CD would write the same objects in turn for ever: the older one wins. */
function olderPolicy(policy: Policy, { mirrors }: View): string | undefined {
  const rivals = mirrors.policies.values().flatMap((object) => {
    if (object.metadata.name === policy.name) return [];
    const parsed = parsePolicy(object);
    return parsed.ok && parsed.policy.deletionTimestamp === undefined ? [parsed.policy] : [];
  });
  const { namespace } = policy.spec.argocd;
  return rivals.find(
    ({ spec, ...rival }) => spec.argocd.namespace === namespace && age({ spec, ...rival }) < age(policy),
  )?.name;
}

/** Known only if some address is: an empty list would mean that nothing may be reached. */
function apiServer({ mirrors }: View): readonly ApiServerEndpoint[] | undefined {
  const endpoints = mirrors.endpointSlices.values().flatMap((slice) => slice.endpoints);
  const services = mirrors.services.values().flatMap((service) => service.endpoints);
  const known = endpoints.filter(({ address }) => isIP(address) !== 0);
  return known.length === 0 ? undefined : [...known, ...services];
}

export function namespacesOf({ mirrors }: View): ReadonlyMap<string, Labels> {
  return new Map(mirrors.namespaces.values().map(({ metadata: { name, labels } }) => [name, labels ?? {}]));
}

function terminatingOf({ mirrors }: View): ReadonlySet<string> {
  const going = mirrors.namespaces.values().filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return new Set(going.map(({ metadata }) => metadata.name));
}

/** What lies outside the mirrors. */
export interface World {
  readonly hosts: Facts['hosts'];
  /** Wall clock in ms since the epoch. */
  readonly now: number;
  /** Who the operator is; undefined until the API server has said so. */
  readonly identity: Identity | undefined;
}

/** Of Argo CD's namespace, as far as it is looked at. */
function scoped(
  namespace: string,
  { scoped: watched }: View,
): Pick<Facts, 'configMaps' | 'pods' | 'secretNames' | 'secrets'> {
  const seen = <T>(name: ScopedName, values: readonly T[] | undefined): readonly T[] | undefined =>
    watched.reflector(name, namespace)?.state === 'synced' ? values : undefined;
  const names = seen('secretNames', watched.mirror('secretNames', namespace)?.values());
  const fields = seen('secretFields', watched.mirror('secretFields', namespace)?.values());
  return {
    configMaps: seen('configMaps', watched.mirror('configMaps', namespace)?.values()),
    pods: seen('pods', watched.mirror('pods', namespace)?.values()),
    secretNames: names?.map(({ metadata }) => metadata.name),
    secrets: fields ?? names?.filter(({ type }) => type === 'repository' || type === 'cluster'),
  };
}

export function factsFor(namespace: string, view: View, { hosts, now, identity }: World): Facts {
  const { mirrors } = view;
  return {
    namespace,
    workloads: [
      ...mirrors.deployments.by(BY_NAMESPACE, namespace),
      ...mirrors.statefulSets.by(BY_NAMESPACE, namespace),
    ],
    policies: mirrors.networkPolicies.by(BY_NAMESPACE, namespace),
    apiServer: apiServer(view),
    hosts,
    namespaces: namespacesOf(view),
    terminating: terminatingOf(view),
    ownNamespace: accountOf(identity)?.namespace,
    applications: mirrors.applications.by(BY_NAMESPACE, namespace),
    applicationsElsewhere: mirrors.applications.values().filter(({ metadata }) => metadata.namespace !== namespace),
    appProjects: mirrors.appProjects.by(BY_NAMESPACE, namespace).map(readProject),
    applicationSets: mirrors.applicationSets.by(BY_NAMESPACE, namespace),
    projectSchema: mirrors.appProjectCrds.values()[0]?.schema,
    ...scoped(namespace, view),
    access: accessOf(view),
    grantable: grantableBy(view, identity),
    now,
  };
}

/** What was planned and never written does not count: while auditing, that would be everything. */
function writtenBefore({ desired, written }: Memory): PolicyInput['previous'] {
  const kept = [...desired].flatMap(([key, entry]) => {
    const object = written.get(key);
    return object === undefined ? [] : [[key, { ...entry, object }] as const];
  });
  return new Map(kept);
}

/** Step 3, gather: all that the plan of one policy depends on, from mirrors and memory. No I/O. */
export function gather(policy: Policy, memory: Memory, view: View, world: World): PolicyInput {
  const { name, uid, spec, deletionTimestamp } = policy;
  return {
    owner: { name, uid },
    spec,
    leaving: deletionTimestamp !== undefined,
    facts: factsFor(spec.argocd.namespace, view, world),
    owned: ownedBy(uid, view),
    live: (key) => liveObject(key, view),
    applied: new Map([...memory.applied].map(([key, { hash }]) => [key, hash])),
    settings: memory.settings,
    previous: writtenBefore(memory),
    emptied: [...memory.neutralised.keys()].flatMap((key) => emptiedPolicy(key, view) ?? []),
    neutralised: new Map([...memory.neutralised].map(([key, { original }]) => [key, original])),
  };
}

const emptiedPolicy = (key: string, view: View): NetworkPolicy | undefined => {
  const object = liveObject(key, view);
  return object?.kind === 'NetworkPolicy' ? object : undefined;
};
