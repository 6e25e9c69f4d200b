import type { Fault } from './setting.ts';
import { cap, counted } from '../../text.ts';

/**
 * The policies of argocd-rbac-cm, as Argo CD reads them. Source: loadPolicyLine in util/rbac/rbac.go and
 * assets/model.conf of Argo CD, encoding/csv of Go.
 */
export interface PolicyLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Undefined where Argo CD cannot read the line. */
  readonly tokens: readonly string[] | undefined;
}

/** One field of a record, and what follows it: undefined where encoding/csv finds a quote that does not belong. */
function field(text: string): readonly [value: string, rest: string | undefined] | undefined {
  const start = text.trimStart();
  if (start.startsWith('"')) {
    const [, quoted, rest] = /^"((?:[^"]|"")*)"([\s\S]*)$/.exec(start) ?? [];
    if (quoted === undefined || rest === undefined || (rest !== '' && !rest.startsWith(','))) return undefined;
    return [quoted.replaceAll('""', '"'), rest === '' ? undefined : rest.slice(1)];
  }
  const comma = start.indexOf(',');
  const value = comma < 0 ? start : start.slice(0, comma);
  return value.includes('"') ? undefined : [value, comma < 0 ? undefined : start.slice(comma + 1)];
}

/** Seven fields are too many for any rule: what follows them is not looked at. */
const MAX_FIELDS = 7;

function record(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  let rest: string | undefined = line;
  while (rest !== undefined && fields.length < MAX_FIELDS) {
    const next = field(rest);
    if (next === undefined) return undefined;
    fields.push(next[0]);
    rest = next[1];
  }
  return fields;
}

/** `p` has six fields and `g` three; the other sections of Casbin's model may hold anything and mean nothing. */
const fits = ([key, ...rest]: readonly string[]): boolean =>
  (key === 'p' && rest.length === 5) || (key === 'g' && rest.length === 2) || /^[rem]$/.test(key ?? '');

/** The lines of a policy, without empty ones and comments. */
export function policyLines(csv: string): PolicyLine[] {
  const lines = csv.split('\n').map((line, at) => ({ number: at + 1, text: line.trim() }));
  return lines
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
    .map(({ number, text }) => {
      const tokens = record(text);
      return { number, text, tokens: tokens !== undefined && fits(tokens) ? tokens : undefined };
    });
}

/** Whether a pattern matches whatever is asked for, as a glob or, unanchored, as a regular expression. */
const matchesAll = (pattern: string): boolean =>
  (pattern.includes('*') && /^[*?/]+$/.test(pattern)) || /^\^?[.+*/?]*\$?$/.test(pattern);

const isEverything = ({ tokens = [] }: PolicyLine): boolean =>
  tokens[0] === 'p' && tokens[5] === 'allow' && tokens.slice(2, 5).every(matchesAll);

/** Terminals by name; who may do everything is another finding. */
const opensTerminals = (line: PolicyLine): boolean => {
  const [key, , resource = '', action = '', , effect] = line.tokens ?? [];
  const granted = key === 'p' && effect === 'allow' && !isEverything(line);
  return granted && (resource === 'exec' || matchesAll(resource)) && (action === 'create' || matchesAll(action));
};

/** Groups that identity providers give to everybody, and names that speak of everybody. */
const EVERYBODY =
  /^(\*|(?:all|domain|authenticated)?[-_ ]?(?:users|everyone|everybody|authenticated|employees|staff|members)|all|anonymous|public|guests?|system:(?:un)?authenticated)$/i;

/** Roles that may do everything: the built-in one, those with a rule for everything, and those that are one of them. */
export function adminRoles(lines: readonly PolicyLine[]): ReadonlySet<string> {
  const members = new Map<string, string[]>();
  for (const [, member = '', role = ''] of lines.flatMap(({ tokens }) => (tokens?.[0] === 'g' ? [tokens] : []))) {
    const known = members.get(role) ?? [];
    members.set(role, known);
    known.push(member);
  }
  const roles = new Set(['role:admin', ...lines.filter(isEverything).map(({ tokens = [] }) => tokens[1] ?? '')]);
  // A set that grows while it is walked is walked to its new end.
  for (const role of roles) for (const member of members.get(role) ?? []) roles.add(member);
  return roles;
}

function lineFault(lines: readonly PolicyLine[], what: string): Fault | undefined {
  const [first, ...more] = lines;
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? '' : ` and ${counted(more.length, 'more line')}`;
  return { detail: `${what} in line ${first.number}${rest}, ${JSON.stringify(cap(first.text, 70))}` };
}

export const everythingFault = (csv: string): Fault | undefined =>
  lineFault(policyLines(csv).filter(isEverything), 'permits everything');

export const terminalFault = (csv: string): Fault | undefined =>
  lineFault(policyLines(csv).filter(opensTerminals), 'permits terminals');

export const unreadableFault = (csv: string): Fault | undefined =>
  lineFault(
    policyLines(csv).filter(({ tokens }) => tokens === undefined),
    'cannot be read',
  );

/** @param all the policies of every key, as roles of one may be granted in another */
export function everybodyFault(csv: string, all: ReadonlySet<string>): Fault | undefined {
  const given = policyLines(csv).filter(
    ({ tokens = [] }) => tokens[0] === 'g' && all.has(tokens[2] ?? '') && EVERYBODY.test(tokens[1] ?? ''),
  );
  return lineFault(given, 'makes everybody an administrator');
}
