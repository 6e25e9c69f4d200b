import type { Spec } from '../api/spec.ts';
import { type Section, SECTIONS } from '../domain/section.ts';
import type { SyncState } from '../engine/reflector.ts';
import type { SourceName, View } from './observe.ts';
import type { ScopedName } from './scoped.ts';

/** A kind that cannot be seen, and why. */
export interface Unseen {
  readonly resource: string;
  readonly state: SyncState;
}

interface Sight {
  /** Without a sight of these nothing that is planned is true: what is not seen would count as not there. */
  readonly needed: readonly SourceName[];
  /** Kinds of Argo CD's: a missing one only means that there are none. */
  readonly optional: readonly SourceName[];
  /** In Argo CD's namespace alone. */
  readonly scoped: (spec: Spec) => readonly ScopedName[];
}

const SECRETS: Readonly<Record<string, readonly ScopedName[]>> = {
  None: [],
  Metadata: ['secretNames'],
  Data: ['secretNames', 'secretFields'],
};

/** What each section of a policy is planned from. */
const SIGHTS: Readonly<Record<Section, Sight>> = {
  network: {
    needed: ['networkPolicies', 'deployments', 'statefulSets', 'namespaces', 'endpointSlices', 'services'],
    optional: ['applications', 'appProjects', 'applicationSets'],
    scoped: () => [],
  },
  projects: {
    needed: ['deployments', 'statefulSets', 'namespaces', 'appProjectCrds'],
    optional: ['applications', 'appProjects'],
    scoped: ({ projects }) => ['configMaps', ...(SECRETS[projects?.secrets ?? 'None'] ?? [])],
  },
  rbac: {
    needed: ['namespaces', 'serviceAccounts', 'roles', 'clusterRoles', 'roleBindings', 'clusterRoleBindings'],
    optional: ['applications', 'appProjects'],
    scoped: () => ['configMaps'],
  },
  settings: { needed: ['deployments', 'statefulSets'], optional: [], scoped: () => ['configMaps', 'pods'] },
};

/** What the audit looks at in Argo CD's namespace. */
const AUDITED: readonly ScopedName[] = ['configMaps', 'pods'];

const isAsked = (section: Section, spec: Spec): boolean =>
  spec[section] !== undefined || (section === 'projects' && spec.sync !== undefined);

/** What is to be watched in Argo CD's namespace for this policy. */
export function scopedFor(spec: Spec): ScopedName[] {
  return [
    ...new Set([
      ...SECTIONS.filter((section) => isAsked(section, spec)).flatMap((section) => SIGHTS[section].scoped(spec)),
      ...(spec.audit === undefined ? [] : AUDITED),
    ]),
  ];
}

function unseenBy(section: Section, spec: Spec, { reflectors, scoped }: View): Unseen[] {
  const { needed, optional, scoped: names } = SIGHTS[section];
  const seen = (resource: string, state: SyncState, blind: readonly SyncState[]): Unseen[] =>
    blind.includes(state) ? [{ resource, state }] : [];
  const of = (name: SourceName, ...blind: SyncState[]): Unseen[] =>
    seen(reflectors[name].source.type.plural, reflectors[name].state, blind);
  return [
    ...needed.flatMap((name) => of(name, 'forbidden', 'missing', 'starting')),
    ...optional.flatMap((name) => of(name, 'forbidden', 'starting')),
    // What is not asked for is not watched there; what is left of it goes all the same.
    ...(isAsked(section, spec) ? names(spec) : []).flatMap((name) => {
      const reflector = scoped.reflector(name, spec.argocd.namespace);
      const resource = reflector?.source.type.plural ?? name;
      return seen(resource, reflector?.state ?? 'starting', ['forbidden', 'missing', 'starting']);
    }),
  ];
}

/** What policies say is known from a list at least; without a watch, what they say by now is not. */
function unseenPolicies({ reflectors: { policies } }: View): Unseen[] {
  return policies.state === 'forbidden' ? [{ resource: policies.source.type.plural, state: policies.state }] : [];
}

/** Everything that should be seen and is not; what the network needs is always looked at. */
export function unreadable(spec: Spec, view: View): Unseen[] {
  const sections = SECTIONS.filter((section) => section === 'network' || isAsked(section, spec));
  const all = [...unseenPolicies(view), ...sections.flatMap((section) => unseenBy(section, spec, view))];
  return [...new Map(all.map((entry) => [entry.resource, entry])).values()];
}

/** The sections of which too little is seen to write anything. */
export const blindSections = (spec: Spec, view: View): ReadonlySet<Section> =>
  new Set(SECTIONS.filter((section) => unseenBy(section, spec, view).length > 0));
