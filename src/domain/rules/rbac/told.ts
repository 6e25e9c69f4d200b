import type { RoleBinding } from '../../../api/kube.ts';
import type { RbacView, RuleContext } from '../../audit/rule.ts';
import { type Grant, objectText } from '../../semantics/rbac/binding.ts';
import { bootstrapOf } from '../../semantics/rbac/bootstrap-bindings.ts';
import { effectiveRules } from '../../semantics/rbac/effective.ts';
import { everythingIn } from '../../semantics/rbac/everything.ts';
import type { RbacObjects } from '../../semantics/rbac/graph.ts';
import { metaOf, objectOf } from '../../semantics/rbac/objects.ts';
import type { Rule } from '../../semantics/rbac/rule.ts';
import { readSubject, type Subject, subjectText } from '../../semantics/rbac/subject.ts';
import { entriesOf } from '../../semantics/unknown.ts';
import type { Place } from './place.ts';
import { standardRoles } from './standard.ts';

/** What a binding that is audited gives, as all rules of this category look at it. */
export interface Told {
  readonly grant: Grant;
  readonly place: Place;
  /** None where the role is not there. */
  readonly rules: readonly Rule[];
  readonly everything: ReturnType<typeof everythingIn>;
  /** Whether it is a role of Kubernetes for those who work in a namespace, and for nobody else. */
  readonly isStandard: boolean;
  /** Each once, but for those that have it from Kubernetes itself. */
  readonly subjects: readonly Subject[];
  /** Those that have it from Kubernetes itself. */
  readonly own: readonly Subject[];
  /** Whether Kubernetes makes this binding for itself. */
  readonly isBootstrap: boolean;
}

interface Tellings {
  readonly bound: readonly Told[];
  /** Bindings to roles that are not there. */
  readonly dangling: readonly Told[];
}

/** What is found in rules, found out once for those that many bindings share. */
export function remembered<T>(find: (rules: readonly Rule[]) => T): (rules: readonly Rule[]) => T {
  const known = new Map<readonly Rule[], { readonly found: T }>();
  return (rules) => {
    const entry = known.get(rules) ?? { found: find(rules) };
    known.set(rules, entry);
    return entry.found;
  };
}

const eachOnce = (subjects: readonly Subject[]): readonly Subject[] =>
  subjects.length < 2 ? subjects : [...new Map(subjects.map((subject) => [subjectText(subject), subject])).values()];

function tellingsOf({ access: { graph, objects }, audited }: RbacView, argocd: string): Tellings {
  const effective = effectiveRules(objects);
  const everythingOf = remembered(everythingIn);
  const isStandard = standardRoles(objects.clusterRoles);
  const tell = (grant: Grant): Told => {
    const isDefault = bootstrapOf(grant);
    const rules = effective(grant);
    const all = eachOnce(grant.subjects);
    const place = { namespace: grant.namespace, argocd };
    return {
      grant,
      place,
      rules,
      everything: everythingOf(rules),
      isStandard: isStandard(grant, place),
      subjects: isDefault ? all.filter((subject) => !isDefault(subject)) : all,
      own: isDefault ? all.filter(isDefault) : [],
      isBootstrap: isDefault !== undefined,
    };
  };
  const isAudited = ({ namespace }: Grant): boolean => namespace === undefined || audited.has(namespace);
  return { bound: graph.grants.filter(isAudited).map(tell), dangling: graph.dangling.filter(isAudited).map(tell) };
}

const known = new WeakMap<RbacView, { readonly argocd: string; readonly tellings: Tellings }>();

/** The bindings that are audited: those of the cluster, and those in namespaces that are. Found out once for all rules. */
export function tellingsIn(view: RbacView, { spec }: RuleContext): Tellings {
  const argocd = spec.argocd.namespace;
  const found = known.get(view);
  if (found?.argocd === argocd) return found.tellings;
  const tellings = tellingsOf(view, argocd);
  known.set(view, { argocd, tellings });
  return tellings;
}

const rawBindings = new WeakMap<RbacObjects, ReadonlyMap<string, RoleBinding>>();

function rawOf(objects: RbacObjects, { binding }: Grant): RoleBinding | undefined {
  const text = (kind: string) => (raw: RoleBinding) => {
    const { name = '', namespace = '' } = metaOf(objectOf(raw));
    return [objectText({ kind, namespace, name }), raw] as const;
  };
  const found =
    rawBindings.get(objects) ??
    new Map([
      ...objects.roleBindings.map(text('RoleBinding')),
      ...objects.clusterRoleBindings.map(text('ClusterRoleBinding')),
    ]);
  rawBindings.set(objects, found);
  return found.get(objectText(binding));
}

/** Where in a binding somebody stands: `subjects[1]`. */
export function pathTo({ access: { objects } }: RbacView, { grant }: Told, subject: Subject): string {
  const entries = entriesOf(rawOf(objects, grant)?.subjects) ?? [];
  const own = grant.namespace ?? '';
  const texts = entries.map((entry) => readSubject(entry, own, 'widest')).map((it) => it && subjectText(it));
  const index = texts.indexOf(subjectText(subject));
  return index < 0 ? 'subjects' : `subjects[${index}]`;
}
