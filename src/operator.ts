import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import operatorPkg, { type ResourceEvent, ResourceEventType, ResourceMetaImpl } from '@dot-i/k8s-operator';
import { createWriter, type Writer } from './engine/apply.ts';
import { systemClock } from './engine/clock.ts';
import { createEventRecorder } from './engine/events.ts';
import { createLease, type Lease } from './engine/lease.ts';
import { createEngine, type Engine } from './engine/lifecycle.ts';
import { Limiter } from './engine/limiter.ts';
import type { Logger } from './engine/log.ts';
import { createMetrics } from './engine/metrics.ts';
import { Mirror } from './engine/mirror.ts';
import type { KubeObject } from './engine/object.ts';
import { Reflector } from './engine/reflector.ts';
import { Resolver } from './engine/resolver.ts';
import { type HealthServer, startServer } from './engine/server.ts';
import { createTransport, loadKubeConfig, type Transport } from './engine/transport.ts';
import { WorkQueue } from './engine/workqueue.ts';
import { MANAGER, NEUTRALISE_MANAGER, settingManager } from './domain/marks.ts';
import type { Facts } from './domain/facts.ts';
import type { Options } from './options.ts';
import { Audits } from './steps/audit/index.ts';
import type { Context } from './steps/context.ts';
import { collectMetrics } from './steps/collected-metrics.ts';
import { createDomainMetrics } from './steps/domain-metrics.ts';
import { enqueueChanges } from './steps/enqueue.ts';
import { createIdentity } from './steps/identity.ts';
import { factsFor } from './steps/gather.ts';
import { isUrgent } from './steps/keys.ts';
import { createView } from './steps/observe.ts';
import { createReports } from './steps/reports/index.ts';
import { createScanners } from './steps/scanners/index.ts';
import { createReconcile } from './steps/reconcile.ts';

const NAME = 'gitopssecuritypolicy';
const RECONCILE_TIMEOUT_MS = 60_000;
const MAX_IN_FLIGHT = 8;
const RETRY_CEILING_MS = 30_000;

/** All addresses that the pods of this cluster would get, search domains and hosts files included. */
const addressesOf = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Nothing is written once somebody else may have taken over. */
function guarded(writer: Writer, lease: Lease | undefined): Writer {
  const held = <A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (lease !== undefined && !lease.valid()) throw new Error('the lease is not ours');
      return write(...args);
    };
  };
  return {
    apply: held(writer.apply),
    applyNew: held(writer.applyNew),
    applyStatus: held(writer.applyStatus),
    merge: held(writer.merge),
    create: held(writer.create),
    remove: held(writer.remove),
  };
}

/**
 * The operator: everything is put together here, and nowhere else.
 *
 * The base class is the shell that starts and stops it. Its watch never lists, handles events one by one, and ends the
 * process when a watch breaks; so `watchResource` is led to a reflector, and nothing else of it is used.
 */
export class GitOpsSecurityOperator extends operatorPkg.default {
  readonly #options: Options;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  readonly #transport: Transport;
  readonly #engine: Engine;
  readonly #context: Context;
  readonly #serve: () => Promise<HealthServer>;
  #server: HealthServer | undefined;
  #running: Promise<'stopped' | 'lost'> | undefined;

  constructor(options: Options, log: Logger) {
    super(log);
    this.#options = options;
    this.#log = log;
    const config = loadKubeConfig(options.kubeconfig, options.context);
    const host = new URL(config.getCurrentCluster()?.server ?? 'https://localhost').host;
    const metrics = createMetrics(NAME, host, options.workers);
    const client = (maxInFlight: number): Transport =>
      createTransport(config, { maxInFlight, observe: metrics.request, retried: metrics.retry });
    this.#transport = client(MAX_IN_FLIGHT);
    const identity = `${hostname()}_${randomUUID()}`;
    // A client of its own: renewing is not to wait behind the work.
    const lease = this.#lease(client(1), identity);
    const queue = new WorkQueue({ urgent: isUrgent, observer: metrics.queue, ceilingMs: RETRY_CEILING_MS });
    metrics.watchQueue(queue);
    this.#context = this.#assemble(queue, identity, lease, metrics.registry);
    this.#engine = createEngine({
      reflectors: Object.values(this.#context.view.reflectors),
      further: () => [
        ...this.#context.view.scoped.reflectors(),
        ...this.#context.audits.reflectors(),
        ...this.#context.reports.reflectors(),
        ...this.#context.scanners.reflectors(),
      ],
      queue,
      lease,
      clock: systemClock,
      log,
      workers: options.workers,
      timeoutMs: RECONCILE_TIMEOUT_MS,
      reconcile: createReconcile(this.#context),
      observer: metrics.controller,
      onLeading: () => {
        metrics.leading(true);
        void this.#context.resolver.run(this.#stop.signal);
      },
      onDrained: () => this.#context.events.flush(),
    });
    const { live, ready } = this.#engine;
    this.#serve = () =>
      startServer({ host: options.bindAddress, port: options.port, live, ready, registry: metrics.registry });
  }

  /** The port that health and metrics are served on; undefined before the start. */
  get port(): number | undefined {
    return this.#server?.port;
  }

  /** Resolves when the operator has ended: `lost` means that another one has taken over. */
  get ended(): Promise<'stopped' | 'lost'> {
    return this.#running ?? Promise.resolve('stopped');
  }

  override stop(): void {
    super.stop();
    this.#stop.abort();
  }

  protected override async init(): Promise<void> {
    this.#server = await this.#serve();
    this.#log.info('started', { port: this.#server.port, leaderElection: this.#options.leaderElection });
    enqueueChanges(this.#context);
    this.#running = this.#run();
  }

  protected override async watchResource(
    group: string,
    version: string,
    plural: string,
    onEvent: (event: ResourceEvent) => Promise<void>,
    namespace?: string,
  ): Promise<void> {
    const mirror = new Mirror<KubeObject>();
    const type = { group, version, plural, kind: '' };
    const source = { type, project: (raw: KubeObject) => raw, ...(namespace !== undefined && { namespace }) };
    mirror.onChange(({ old, new: now }) => {
      const object = now ?? old;
      if (object === undefined) return;
      const kind =
        now === undefined
          ? ResourceEventType.Deleted
          : old === undefined
            ? ResourceEventType.Added
            : ResourceEventType.Modified;
      void onEvent({ meta: ResourceMetaImpl.createWithPlural(plural, object), object, type: kind });
    });
    void new Reflector(source, mirror, this.#transport, this.#log).run(this.#stop.signal);
  }

  async #run(): Promise<'stopped' | 'lost'> {
    try {
      return await this.#engine.run(this.#stop.signal);
    } finally {
      this.#stop.abort();
      await this.#server?.close();
    }
  }

  #lease(transport: Transport, identity: string): Lease | undefined {
    const { leaderElection, namespace } = this.#options;
    if (!leaderElection) return undefined;
    return createLease(transport, createWriter(transport, MANAGER), { namespace, name: MANAGER, identity }, this.#log);
  }

  #assemble(
    queue: WorkQueue,
    instance: string,
    lease: Lease | undefined,
    registry: ReturnType<typeof createMetrics>['registry'],
  ): Context {
    const log = this.#log;
    const view = createView(this.#transport, log, this.#stop.signal);
    const writer = guarded(createWriter(this.#transport, MANAGER), lease);
    const resolver = new Resolver({ lookup: addressesOf });
    const identity = createIdentity(this.#transport, systemClock, log, this.#stop.signal);
    const facts = (namespace: string): Facts => {
      const world = { hosts: resolver.addresses(), now: systemClock.now(), identity: identity.current };
      return factsFor(namespace, view, world);
    };
    const { signal } = this.#stop;
    const audits = new Audits({ transport: this.#transport, view, clock: systemClock, log, signal, facts, identity });
    const { namespaces } = view.mirrors;
    const { crds } = view.reflectors;
    const holds = (name: string): boolean => {
      const namespace = namespaces.get(name);
      return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;
    };
    const scanners = createScanners({ transport: this.#transport, log, signal, clock: systemClock, crds });
    collectMetrics(registry, { view, audits, scanners });
    const reporting = { transport: this.#transport, writer, log, signal, clock: systemClock, crds };
    return {
      view,
      audits,
      reports: createReports({ ...reporting, holds }),
      scanners,
      queue,
      writer,
      log,
      clock: systemClock,
      memories: new Map(),
      resolver,
      identity,
      setter: (id) => guarded(createWriter(this.#transport, settingManager(id)), lease),
      neutraliser: guarded(createWriter(this.#transport, NEUTRALISE_MANAGER), lease),
      limiter: new Limiter(this.#options.healBurst, this.#options.healInterval),
      events: createEventRecorder(writer, { controller: MANAGER, instance }, log),
      metrics: createDomainMetrics(registry),
    };
  }
}
