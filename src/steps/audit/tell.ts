import type { Finding } from '../../domain/audit/judge.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../engine/object.ts';
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
    ...appeared.map((finding) => ({ finding, type: 'Warning' as const, reason: 'FindingAppeared', was: 'appeared' })),
    ...gone.map((finding) => ({ finding, type: 'Normal' as const, reason: 'FindingGone', was: 'gone' })),
  ];
  for (const [index, { finding, type, reason, was }] of all.entries()) {
    const { rule, severity, object, path, message } = finding;
    const fields = {
      step: 'audit',
      audit: true,
      policy: policy.metadata.name,
      rule,
      severity,
      ...object,
      path,
      detail: message,
    };
    log.info(`finding ${was}`, fields);
    if (index >= MAX_EVENTS) continue;
    const { namespace, name } = object;
    const api = types(object.kind);
    const metadata = { name, ...(namespace !== undefined && object.kind !== 'Namespace' && { namespace }) };
    const related = {
      apiVersion: api === undefined ? '' : apiVersionOf(api),
      kind: object.kind,
      metadata,
    };
    events.emit({ regarding: policy, related, type, reason, action: 'Audit', note: said(finding) });
  }
  if (all.length <= MAX_EVENTS) return;
  const note = `${all.length - MAX_EVENTS} more findings appeared or went: see the status and the reports`;
  events.emit({ regarding: policy, type: 'Normal', reason: 'FindingsChanged', action: 'Audit', note });
}
