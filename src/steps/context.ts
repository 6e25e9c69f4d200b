import type { EventReason } from '../domain/reasons.ts';
import type { Writer } from '../engine/apply.ts';
import type { Clock } from '../engine/clock.ts';
import type { EventRecorder } from '../engine/events.ts';
import type { Limiter } from '../engine/limiter.ts';
import type { Logger } from '../engine/log.ts';
import type { Resolver } from '../engine/resolver.ts';
import type { WorkQueue } from '../engine/workqueue.ts';
import type { Audits } from './audit/index.ts';
import type { DomainMetrics } from './domain-metrics.ts';
import type { IdentitySource } from './identity.ts';
import type { Memory } from './memory.ts';
import type { View } from './observe.ts';
import type { Reports } from './reports/index.ts';
import type { Scanners } from './scanners/index.ts';

/** What the steps share: effects, and what is remembered between reconciliations. */
export interface Context {
  readonly view: View;
  readonly memories: Map<string, Memory>;
  readonly audits: Audits;
  readonly reports: Reports;
  readonly scanners: Scanners;
  readonly queue: WorkQueue;
  readonly resolver: Resolver;
  /** Who the operator is for the API server. */
  readonly identity: IdentitySource;
  /** For one key of a ConfigMap of others: each has a field manager of its own. */
  readonly setter: (id: string) => Writer;
  /** For objects that are ours. */
  readonly writer: Writer;
  /** For rules of others that are emptied, and put back. */
  readonly neutraliser: Writer;
  readonly limiter: Limiter;
  readonly events: EventRecorder<EventReason>;
  readonly metrics: DomainMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}
