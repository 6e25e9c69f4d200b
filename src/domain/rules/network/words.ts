import type { FoundIn, ObjectRef } from '../../audit/rule.ts';
import type { AuditedNamespace, AuditedWorkload } from '../../audit/subjects.ts';
import { cap, counted, some } from '../../text.ts';

/** For findings that are about a namespace as a whole: they count as its own. */
export const inNamespace = ({ metadata: { name } }: AuditedNamespace): ObjectRef => ({
  kind: 'Namespace',
  namespace: name,
  name,
});

const nameOf = ({ kind, metadata: { name } }: AuditedWorkload): string => `${kind} "${cap(name, 50)}"`;

/** The first few of them by kind and name, and how many more there are. */
export const workloadsText = (workloads: readonly AuditedWorkload[]): string =>
  some(workloads.map(nameOf).toSorted(), 3);

/** Whom a policy applies to, as a sentence. */
export const appliesText = (workloads: readonly AuditedWorkload[]): string =>
  workloads.length === 0
    ? 'It applies to no pods now, and to any that match from then on.'
    : `It applies to ${workloadsText(workloads)}.`;

export const countedWorkloads = (workloads: readonly AuditedWorkload[]): string =>
  counted(workloads.length, 'workload');

/** Texts in quotes, the first few of them. */
export const quoted = (texts: readonly string[], most = 3): string =>
  some(
    texts.map((text) => `"${cap(text, 60)}"`),
    most,
  );

export const MAX_MESSAGE = 256;

/** So many rules of one policy are told one by one: a hostile one may have very many. */
const MOST_RULES = 20;

/** What is told of the first rules of a policy, with a sentence for the last of them, on how many more there are. */
export function toldOfRules<T>(rules: readonly T[], tell: (rule: T, more: string) => FoundIn): FoundIn[] {
  const rest = rules.length - MOST_RULES;
  const last = rest > 0 ? ` So do ${rest} more of its rules.` : '';
  return rules.slice(0, MOST_RULES).map((rule, index) => tell(rule, index === MOST_RULES - 1 ? last : ''));
}
