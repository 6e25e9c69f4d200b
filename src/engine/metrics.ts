import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Clock, systemClock } from './clock.ts';
import type { ControllerObserver } from './controller.ts';
import type { QueueObserver, WorkQueue } from './workqueue.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly controller: ControllerObserver;
  readonly queue: QueueObserver;
  /** For the transport: one request, its answer's code, and how long it took, in seconds. */
  readonly request: (method: string, code: string, seconds: number) => void;
  /** For the transport: one request is sent again after this code. */
  readonly retry: (method: string, code: string) => void;
  readonly leading: (leading: boolean) => void;
  /** Gauges that are read off the queue when somebody scrapes. */
  readonly watchQueue: (queue: WorkQueue, clock?: Clock) => void;
}

const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Metrics under controller-runtime's and client-go's names, so that dashboards and alerts made for those work here.
 * Every series starts at 0: an alert on a rate needs the zero before the first event.
 *
 * @param name the controller's name, and the queue's
 * @param host the API server's host and port, for the label that client-go gives its requests
 */
export function createMetrics(name: string, host: string, workers: number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const queue = queueMetrics(registry, name);
  return {
    registry,
    controller: controllerMetrics(registry, name, workers),
    queue: queue.observer,
    ...requestMetrics(registry, host),
    leading: leaderMetric(registry, name),
    watchQueue: queue.watch,
  };
}

function controllerMetrics(registry: Registry, controller: string, workers: number): ControllerObserver {
  const at = { registers: [registry], labelNames: ['controller'] as const };
  const total = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciliations by result.',
    registers: [registry],
    labelNames: ['controller', 'result'] as const,
  });
  const time = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Duration of reconciliations.',
    buckets: DURATIONS,
    ...at,
  });
  const active = new Gauge({ name: 'controller_runtime_active_workers', help: 'Workers at work.', ...at });
  const most = new Gauge({ name: 'controller_runtime_max_concurrent_reconciles', help: 'Workers.', ...at });
  for (const result of ['success', 'error', 'requeue', 'requeue_after']) total.inc({ controller, result }, 0);
  time.zero({ controller });
  active.set({ controller }, 0);
  most.set({ controller }, workers);
  const failures = failureMetrics(registry, controller);
  return {
    active: (count) => active.set({ controller }, count),
    panicked: failures.panicked,
    reconciled: (result, isTerminal, seconds) => {
      total.inc({ controller, result });
      if (result === 'error') failures.failed(isTerminal);
      time.observe({ controller }, seconds);
    },
  };
}

function failureMetrics(registry: Registry, controller: string) {
  const counter = (name: string, help: string): Counter<'controller'> => {
    const metric = new Counter({ name, help, registers: [registry], labelNames: ['controller'] as const });
    metric.inc({ controller }, 0);
    return metric;
  };
  const errors = counter('controller_runtime_reconcile_errors_total', 'Failed reconciliations.');
  const terminal = counter(
    'controller_runtime_terminal_reconcile_errors_total',
    'Reconciliations that failed in a way that only a change from outside can heal.',
  );
  const panics = counter(
    'controller_runtime_reconcile_panics_total',
    'Reconciliations that failed by a fault of the program.',
  );
  return {
    failed: (isTerminal: boolean): void => {
      errors.inc({ controller });
      if (isTerminal) terminal.inc({ controller });
    },
    panicked: (): void => panics.inc({ controller }),
  };
}

function queueMetrics(
  registry: Registry,
  name: string,
): { readonly observer: QueueObserver; readonly watch: Metrics['watchQueue'] } {
  const at = { registers: [registry], labelNames: ['name'] as const };
  const adds = new Counter({ name: 'workqueue_adds_total', help: 'Keys added.', ...at });
  const retries = new Counter({ name: 'workqueue_retries_total', help: 'Keys added again after a failure.', ...at });
  const waited = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'How long keys waited.',
    buckets: DURATIONS,
    ...at,
  });
  const worked = new Histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'How long keys were worked on.',
    buckets: DURATIONS,
    ...at,
  });
  for (const counter of [adds, retries]) counter.inc({ name }, 0);
  for (const histogram of [waited, worked]) histogram.zero({ name });
  return {
    observer: {
      added: () => adds.inc({ name }),
      retried: () => retries.inc({ name }),
      started: (seconds) => waited.observe({ name }, seconds),
      finished: (seconds) => worked.observe({ name }, seconds),
    },
    watch: (queue, clock = systemClock) => queueGauges(registry, name, queue, clock),
  };
}

function queueGauges(registry: Registry, name: string, queue: WorkQueue, clock: Clock): void {
  const ages = (): number[] => [...queue.working.values()].map((start) => (clock.monotonic() - start) / 1000);
  const gauges: [string, string, () => number][] = [
    ['workqueue_depth', 'Keys waiting.', () => queue.depth],
    [
      'workqueue_unfinished_work_seconds',
      'Age of all work under way, summed.',
      () => ages().reduce((a, b) => a + b, 0),
    ],
    ['workqueue_longest_running_processor_seconds', 'Age of the oldest work under way.', () => Math.max(0, ...ages())],
  ];
  for (const [gauge, help, read] of gauges) {
    const metric = new Gauge({
      name: gauge,
      help,
      registers: [],
      labelNames: ['name'] as const,
      collect() {
        this.set({ name }, read());
      },
    });
    registry.registerMetric(metric);
  }
}

/** The series that exist from the start: each method that is used, with the code of its success. */
const RETRIED = ['401', '429', '503'];
const METHODS = { GET: '200', PATCH: '200', POST: '201', DELETE: '200' };

function requestMetrics(registry: Registry, host: string): Pick<Metrics, 'request' | 'retry'> {
  const requests = new Counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the API server.',
    registers: [registry],
    labelNames: ['code', 'host', 'method'] as const,
  });
  const duration = new Histogram({
    name: 'rest_client_request_duration_seconds',
    help: 'Time to the first byte of the answer.',
    buckets: DURATIONS,
    registers: [registry],
    labelNames: ['host', 'verb'] as const,
  });
  const retries = new Counter({
    name: 'rest_client_request_retries_total',
    help: 'Requests sent again because the API server asked for it, or refused the credentials.',
    registers: [registry],
    labelNames: ['code', 'host', 'verb'] as const,
  });
  for (const [method, code] of Object.entries(METHODS)) {
    for (const result of [code, '<error>']) requests.inc({ code: result, host, method }, 0);
    duration.zero({ host, verb: method });
    for (const cause of RETRIED) retries.inc({ code: cause, host, verb: method }, 0);
  }
  return {
    request: (method, code, seconds) => {
      requests.inc({ code, host, method });
      duration.observe({ host, verb: method }, seconds);
    },
    retry: (method, code) => retries.inc({ code, host, verb: method }),
  };
}

function leaderMetric(registry: Registry, name: string): (leading: boolean) => void {
  const leading = new Gauge({
    name: 'leader_election_master_status',
    help: '1 while this process leads.',
    registers: [registry],
    labelNames: ['name'] as const,
  });
  leading.set({ name }, 0);
  return (isLeading) => leading.set({ name }, isLeading ? 1 : 0);
}
