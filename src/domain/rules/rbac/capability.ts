import type { Severity } from '../../../api/audit.ts';
import type { RbacRule } from '../../audit/rule.ts';
import { type Asked, finderOf, type Permitted } from '../../semantics/rbac/permitted.ts';
import type { Rule } from '../../semantics/rbac/rule.ts';
import { type Described, type Giving, grantRule } from './grant-rule.ts';
import { type Level, lowered, type Place, worst } from './place.ts';
import { listed } from './words.ts';

/** What is left of it where rules name the objects: as bad, one level less, or nothing. */
const SHIFTS = ['same', 'lower', 'none'] as const;
type Shift = (typeof SHIFTS)[number];

/** Requests that are asked for, and how bad it is to be permitted them. */
interface Ask extends Asked {
  readonly level: Level;
  readonly named: (name: string) => Shift;
}

interface Limits {
  /** By default one level lower. A list or a watch is always that: it takes no more than a field selector. */
  readonly named?: Shift | ((name: string) => Shift);
}

/** @param resources and verbs are separated by spaces; resources may have subresources: `pods/exec` */
export function ask(
  level: Level,
  group: string,
  resources: string | ((resource: string) => boolean),
  verbs: string,
  { named = 'lower' }: Limits = {},
): Ask {
  return {
    level,
    group,
    resources: typeof resources === 'function' ? resources : resources.split(' '),
    verbs: verbs.split(' '),
    named: typeof named === 'function' ? named : () => named,
  };
}

const LISTING = new Set(['list', 'watch']);

/** What rules permit of what is asked for. */
interface Hit {
  readonly level: Level;
  readonly permitted: Permitted;
  /** What the names of the rules leave of it. */
  readonly shift: Shift;
}

function hitOf({ level, named }: Ask, permitted: Permitted): Hit {
  const { names, verb } = permitted;
  if (names === undefined) return { level, permitted, shift: 'same' };
  const shifts = new Set<Shift>(LISTING.has(verb) ? ['lower'] : names.map(named));
  const shift = SHIFTS.find((candidate) => shifts.has(candidate)) ?? 'none';
  return { level, permitted, shift };
}

function severityOf({ level, shift }: Hit, place: Place): Severity | undefined {
  const severity = shift === 'none' ? undefined : level(place);
  return severity !== undefined && shift === 'lower' ? lowered(severity) : severity;
}

/** As kubectl writes it: `deployments.apps`, `certificatesigningrequests.certificates.k8s.io/approval`. */
function resourceText({ group, resource }: Permitted): string {
  if (group === '') return resource;
  const [name = '', ...rest] = resource.split('/');
  return [`${name}.${group}`, ...rest].join('/');
}

function rightText(resource: string, rights: readonly Permitted[]): string {
  const byName = rights.every(({ names }) => names !== undefined) ? ' of certain names' : '';
  return `${rights.map(({ verb }) => verb).join(', ')} ${resource}${byName}`;
}

/** `create, patch deployments.apps and 3 more`: the first of the worst. */
const rightsText = (rights: readonly Permitted[]): string =>
  listed([...Map.groupBy(rights, resourceText)], 1, ([resource, all]) => rightText(resource, all));

interface Capability extends Described {
  readonly inStandardRoles?: boolean;
  /** What it comes to, in few words; it follows on `may`. */
  readonly may: string;
  readonly asks: readonly Ask[];
}

function givingOf(may: string, hits: readonly Hit[]): Giving {
  return (place) => {
    const told = hits.flatMap((hit) => {
      const severity = severityOf(hit, place);
      return severity === undefined ? [] : [{ severity, permitted: hit.permitted }];
    });
    const severity = worst(told.map((it) => it.severity));
    if (severity === undefined) return undefined;
    const first = told.filter((it) => it.severity === severity).map(({ permitted }) => permitted);
    return { severity, may: `${may} (${rightsText(first)})` };
  };
}

/** A rule about requests that whoever is permitted them can do much with. */
export function capability({ asks, may, ...described }: Capability): RbacRule {
  const finders = asks.map((asked) => ({ asked, finder: finderOf(asked) }));
  const find = (rules: readonly Rule[]): Giving | undefined => {
    const hits: Hit[] = [];
    for (const { asked, finder } of finders) for (const permitted of finder(rules)) hits.push(hitOf(asked, permitted));
    return hits.length === 0 ? undefined : givingOf(may, hits);
  };
  return grantRule({ ...described, find });
}
