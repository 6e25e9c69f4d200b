import { byText } from '../../order.ts';
import { type Grant, type NamedObject, objectText } from './binding.ts';
import { isControlPlane } from './bootstrap.ts';
import { holdsIn, type RbacGraph } from './graph.ts';
import { shortened } from './objects.ts';
import { isEverything } from './powers.ts';
import { permitsSomeName, type Rule } from './rule.ts';
import { type ServiceAccountName, serviceAccountUser, type Subject, subjectText, userNameOf } from './subject.ts';

/** What somebody may write of one resource. */
export interface GitopsRight {
  /** `applications.argoproj.io`, or `secrets`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Only objects of certain names. */
  readonly named: boolean;
}

/** Somebody who can make Argo CD deploy something, or change what it trusts, by one binding. */
export interface GitopsAccess {
  readonly subject: Subject;
  readonly binding: NamedObject;
  readonly role: NamedObject;
  /** Whatever there is to do in Argo CD's namespace, if not in the cluster; the rights are then not told one by one. */
  readonly everything: boolean;
  readonly rights: readonly GitopsRight[];
}

export interface GitopsAccesses {
  /** Sorted by subject and binding; the first of `total`. */
  readonly entries: readonly GitopsAccess[];
  readonly total: number;
}

export interface GitopsAccessOptions {
  /** Who is expected to have access and not told: Argo CD's own ServiceAccounts. */
  readonly except?: readonly ServiceAccountName[];
  readonly limit?: number;
}

const LIMIT = 50;
const VERBS = ['create', 'update', 'patch'];

/** Applications are deployed with Argo CD's rights; Secrets hold its repositories, clusters and keys. */
const RESOURCES = [
  { resource: 'applications', group: 'argoproj.io' },
  { resource: 'applicationsets', group: 'argoproj.io' },
  { resource: 'appprojects', group: 'argoproj.io' },
  { resource: 'secrets', group: '' },
];

/** Names do not keep anybody from creating: an apply of a new object is a create with a name. */
function rightsOf(rules: readonly Rule[]): readonly GitopsRight[] {
  return RESOURCES.flatMap(({ resource, group }) => {
    const given = VERBS.flatMap((verb) => {
      const giving = rules.filter((rule) => permitsSomeName(rule, { verb, group, resource }));
      return giving.length === 0 ? [] : [{ verb, named: giving.every((rule) => rule.resourceNames.length > 0) }];
    });
    const name = group === '' ? resource : `${resource}.${group}`;
    return [false, true].flatMap((named) => {
      const verbs = given.filter((right) => right.named === named).map(({ verb }) => verb);
      return verbs.length === 0 ? [] : [{ resource: name, verbs, named }];
    });
  });
}

type Rights = Pick<GitopsAccess, 'everything' | 'rights'>;

/** Found out once for rules that many bindings share. */
function remembered(): (rules: readonly Rule[]) => Rights {
  const known = new Map<readonly Rule[], Rights>();
  return (rules) => {
    const everything = rules.some(isEverything);
    const found = known.get(rules) ?? { everything, rights: everything ? [] : rightsOf(rules) };
    known.set(rules, found);
    return found;
  };
}

function accessesBy(grant: Grant, rightsOf: (rules: readonly Rule[]) => Rights) {
  const { subjects, binding, role } = grant;
  const { everything, rights } = rightsOf(grant.rules);
  if (!everything && rights.length === 0) return [];
  const unique = [...new Map(subjects.map((subject) => [subjectText(subject), subject])).entries()];
  return unique
    .filter(([, subject]) => !isControlPlane(subject, grant))
    .map(([text, subject]) => ({
      key: `${text} ${objectText(binding)}`,
      access: { subject: shortened(subject), binding: shortened(binding), role: shortened(role), everything, rights },
    }));
}

/**
 * Who can create or change Applications, ApplicationSets, AppProjects or Secrets in Argo CD's namespace, and by which
 * binding. Left out are the parts of Kubernetes itself that its own bindings name; `cluster-admin` is not.
 */
export function gitopsAccess(
  graph: RbacGraph,
  argocdNamespace: string,
  { except = [], limit = LIMIT }: GitopsAccessOptions = {},
): GitopsAccesses {
  const expected = new Set(except.map((account) => serviceAccountUser(account).name));
  const rightsOf = remembered();
  const all = graph.grants
    .filter((grant) => holdsIn(grant, argocdNamespace))
    .flatMap((grant) => accessesBy(grant, rightsOf))
    .filter(({ access: { subject } }) => subject.kind !== 'ServiceAccount' || !expected.has(userNameOf(subject)))
    .toSorted(byText(({ key }) => key));
  return { entries: all.slice(0, limit).map(({ access }) => access), total: all.length };
}
