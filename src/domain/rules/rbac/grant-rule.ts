import type { Severity } from '../../../api/audit.ts';
import { type FoundIn, type RbacRule, rbacRule, type RbacView } from '../../audit/rule.ts';
import type { Rule } from '../../semantics/rbac/rule.ts';
import { MASTERS, type Subject } from '../../semantics/rbac/subject.ts';
import { hasFromKubernetes } from './bootstrap-rights.ts';
import type { Place } from './place.ts';
import { isShipped, shippedRemedy } from './shipped.ts';
import { pathTo, remembered, tellingsIn, type Told } from './told.ts';
import { placeName, roleName, sentence } from './words.ts';

/** What is read to find out who may do what. */
export const RBAC_FIELDS: readonly string[] = [
  'ClusterRole rules, aggregationRule',
  'Role rules',
  'ClusterRoleBinding roleRef, subjects',
  'RoleBinding roleRef, subjects',
];

export const GOOD_PRACTICES = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/';
export const RBAC_REFERENCE = 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/';
export const NSA_RBAC = 'Authentication and authorization';

type CisVersions = NonNullable<RbacRule['mapping']['cis']>;

/** The same control in every version of the benchmark: section 5.1 has not been renumbered. */
export const cis = (...ids: readonly string[]): CisVersions => ({ '1.11': ids, '1.12': ids });

/** How bad it is what somebody may do, and what that is: it follows on `may`. */
interface Given {
  readonly severity: Severity;
  readonly may: string;
}

/** What rules give, by where they do. */
export type Giving = (place: Place) => Given | undefined;

export type Described = Omit<RbacRule, 'scope' | 'check' | 'reads' | 'mapping' | 'sources'> & {
  readonly cis?: CisVersions;
  readonly sources?: readonly string[];
  /** Whether it is what the operator itself is for: its own account, by whatever binding, is not told. */
  readonly ownWork?: boolean;
  /** Whether it is what Argo CD itself is for: its parts, as it ships them, are not told. */
  readonly workOfArgoCd?: boolean;
};

interface GrantRule extends Described {
  /** Whether it is about those who may do everything. All other rules have nothing to add there. */
  readonly ofEverything?: boolean;
  /** Whether the standard roles give it in a namespace by design: it is then told by rbac/standard-role. */
  readonly inStandardRoles?: boolean;
  /** Undefined where there is nothing, wherever it is. */
  readonly find: (rules: readonly Rule[]) => Giving | undefined;
}

/** Members of `system:masters` may do everything with or without a binding. */
const isOrdinary = ({ kind, name }: Subject): boolean => kind !== 'Group' || name !== MASTERS;

const isSelf = ({ kind, namespace, name }: Subject, { self }: RbacView): boolean =>
  self !== undefined && kind === 'ServiceAccount' && namespace === self.namespace && name === self.name;

type Asking = Pick<Described, 'id' | 'ownWork' | 'workOfArgoCd'>;

function subjectsOf(view: RbacView, told: Told, { id, ownWork = false, workOfArgoCd = false }: Asking) {
  if (workOfArgoCd && isShipped(told.grant, told.place.argocd)) return [];
  const own = hasFromKubernetes(told.grant.binding, id) ? [] : told.own;
  return [...told.subjects, ...own].filter((subject) => isOrdinary(subject) && !(ownWork && isSelf(subject, view)));
}

function foundIn(view: RbacView, told: Told, subjects: readonly Subject[], { severity, may }: Given): FoundIn[] {
  const [first] = subjects;
  if (first === undefined) return [];
  const { grant, place } = told;
  const shipped = isShipped(grant, place.argocd);
  const suffix = shipped ? ', as Argo CD ships it' : '';
  return [
    {
      object: grant.binding,
      path: subjects.length === told.subjects.length + told.own.length ? 'roleRef' : pathTo(view, told, first),
      message: sentence(subjects, `may ${may}`, `${placeName(place)}, by ${roleName(grant.role)}${suffix}`),
      severity,
      ...(shipped && { remedy: shippedRemedy(grant) }),
    },
  ];
}

/** A rule about what bindings give: one finding for each binding that gives it, with those who have it. */
export function grantRule(rule: GrantRule): RbacRule {
  const {
    ofEverything = false,
    inStandardRoles = false,
    find,
    cis: benchmarks,
    sources = [],
    ownWork,
    workOfArgoCd,
    ...described
  } = rule;
  const asking: Asking = {
    id: described.id,
    ...(ownWork !== undefined && { ownWork }),
    ...(workOfArgoCd !== undefined && { workOfArgoCd }),
  };
  const isFor = ({ everything, isStandard }: Told): boolean =>
    (everything !== undefined) === ofEverything && !(isStandard && inStandardRoles);
  return rbacRule({
    ...described,
    reads: RBAC_FIELDS,
    mapping: { nsa: NSA_RBAC, ...(benchmarks !== undefined && { cis: benchmarks }) },
    sources: [GOOD_PRACTICES, ...sources],
    check: (view, context) => {
      const giving = remembered(find);
      return tellingsIn(view, context)
        .bound.filter(isFor)
        .flatMap((told) => {
          const given = giving(told.rules)?.(told.place);
          return given === undefined ? [] : foundIn(view, told, subjectsOf(view, told, asking), given);
        });
    },
  });
}
