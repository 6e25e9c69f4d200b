import type { Finding } from '../../domain/audit/judge.ts';
import { sentence } from '../../domain/text.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../engine/object.ts';
import { logAudit } from '../audit-log.ts';
import type { Context } from '../context.ts';
import type { News } from './news.ts';

/** So many findings that come or go at once are told one by one; of the others only how many there are. */
const MAX_EVENTS = 20;

const said = ({ rule, object, message }: Finding): string =>
  `${rule}: ${object.kind} ${object.namespace === undefined || object.kind === 'Namespace' ? '' : `${object.namespace}/`}${object.name}: ${message}`;

/** One Event and one line of the log for each critical or high finding that appeared or went. */
export function tell(
  policy: KubeObject,
  { appeared, gone }: ReturnType<News['of']>,
  types: (kind: string) => ResourceType | undefined,
  { events, log }: Pick<Context, 'events' | 'log'>,
): void {
  const all = [
    ...appeared.map((finding) => ({ finding, type: 'Warning', reason: 'FindingAppeared', was: 'appeared' }) as const),
    ...gone.map((finding) => ({ finding, type: 'Normal', reason: 'FindingGone', was: 'gone' }) as const),
  ];
  for (const [index, { finding, type, reason, was }] of all.entries()) {
    const { rule, severity, object, path, message } = finding;
    logAudit(log, {
      message: `finding ${was}`,
      step: 'audit',
      policy: policy.metadata.name,
      rule,
      severity,
      ...object,
      path,
      detail: message,
    });
    if (index >= MAX_EVENTS) continue;
    const { namespace, name } = object;
    const api = types(object.kind);
    const metadata = { name, ...(namespace !== undefined && object.kind !== 'Namespace' && { namespace }) };
    const related = {
      apiVersion: api === undefined ? '' : apiVersionOf(api),
      kind: object.kind,
      metadata,
    };
    events.emit({ regarding: policy, related, type, reason, action: 'Audit', note: sentence(said(finding)) });
  }
  if (all.length <= MAX_EVENTS) return;
  const note = `${all.length - MAX_EVENTS} more findings appeared or went: see the status and the reports.`;
  events.emit({ regarding: policy, type: 'Normal', reason: 'FindingsChanged', action: 'Audit', note });
}
