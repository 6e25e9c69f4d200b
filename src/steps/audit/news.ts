import type { Finding } from '../../domain/audit/judge.ts';
import type { Settled } from '../../domain/audit/tally.ts';
import { apiVersionOf, type KubeObject } from '../../engine/object.ts';
import type { Context } from '../context.ts';
import type { Auditor } from './auditor.ts';

/** So many findings that come or go at once are told one by one; of the others only how many there are. */
const MAX_EVENTS = 20;

const isGrave = ({ severity, excepted }: Settled): boolean =>
  excepted === undefined && (severity === 'critical' || severity === 'high');

const keyOf = ({ rule, object, path }: Finding): string =>
  [rule, object.kind, object.namespace ?? '', object.name, path].join('\0');

const said = ({ rule, object, message }: Finding): string =>
  `${rule}: ${object.kind} ${object.namespace === undefined || object.kind === 'Namespace' ? '' : `${object.namespace}/`}${object.name}: ${message}`;

/** Critical and high findings of one policy, as they were last told of. */
export interface News {
  /** What appeared and what went in these namespaces since they were last looked at. */
  readonly of: (namespaces: readonly string[], auditor: Auditor) => { appeared: Settled[]; gone: Settled[] };
}

export function createNews(): News {
  const known = new Map<string, ReadonlyMap<string, Settled>>();
  return {
    of: (namespaces, { ledger }) => {
      const [appeared, gone]: [Settled[], Settled[]] = [[], []];
      for (const namespace of namespaces) {
        const before = known.get(namespace) ?? new Map<string, Settled>();
        const now = new Map(
          ledger
            .findings(namespace)
            .filter(isGrave)
            .map((finding) => [keyOf(finding), finding]),
        );
        for (const [key, finding] of now) if (!before.has(key)) appeared.push(finding);
        for (const [key, finding] of before) if (!now.has(key)) gone.push(finding);
        if (now.size === 0) known.delete(namespace);
        else known.set(namespace, now);
      }
      return { appeared, gone };
    },
  };
}

/** One Event and one line of the log for each critical or high finding that appeared or went. */
export function tell(
  policy: KubeObject,
  { appeared, gone }: ReturnType<News['of']>,
  types: (kind: string) => { group: string; version: string } | undefined,
  { events, log }: Pick<Context, 'events' | 'log'>,
): void {
  const all = [
    ...appeared.map((finding) => ({ finding, type: 'Warning' as const, reason: 'FindingAppeared', was: 'appeared' })),
    ...gone.map((finding) => ({ finding, type: 'Normal' as const, reason: 'FindingGone', was: 'gone' })),
  ];
  for (const [index, { finding, type, reason, was }] of all.entries()) {
    const { rule, severity, object, path, message } = finding;
    const fields = { step: 'audit', policy: policy.metadata.name, rule, severity, ...object, path, detail: message };
    log.info(`finding ${was}`, fields);
    if (index >= MAX_EVENTS) continue;
    const { namespace, name } = object;
    const api = types(object.kind);
    const metadata = { name, ...(namespace !== undefined && object.kind !== 'Namespace' && { namespace }) };
    const related = {
      apiVersion: api === undefined ? '' : apiVersionOf({ ...api, plural: '', kind: '' }),
      kind: object.kind,
      metadata,
    };
    events.emit({ regarding: policy, related, type, reason, action: 'Audit', note: said(finding) });
  }
  if (all.length <= MAX_EVENTS) return;
  const note = `${all.length - MAX_EVENTS} more findings appeared or went: see the status and the reports`;
  events.emit({ regarding: policy, type: 'Normal', reason: 'FindingsChanged', action: 'Audit', note });
}
