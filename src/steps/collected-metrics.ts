import { Counter, Gauge, type Registry } from 'prom-client';
import { expiries } from '../domain/audit/exceptions.ts';
import { findingSeries } from '../domain/audit/series.ts';
import { scannerSeries } from '../domain/scanners/series.ts';
import type { Audits } from './audit/index.ts';
import type { View } from './observe.ts';
import type { Scanners } from './scanners/index.ts';

/** What is read off when somebody scrapes. */
export interface Collected {
  readonly view: Pick<View, 'reflectors'>;
  readonly audits: Pick<Audits, 'tallies' | 'exceptions' | 'reflectors'>;
  readonly scanners: Pick<Scanners, 'summaries'>;
}

/** So many series of findings a policy has at most, and so many all scanners have; what is beyond is summed up. */
const MAX_SERIES = 2000;

/** Worked out when they are asked for: nobody else needs them. */
export function collectMetrics(registry: Registry, { view, audits, scanners }: Collected): void {
  findings(registry, audits);
  exceptions(registry, audits);
  scanned(registry, scanners);
  watches(registry, view, audits);
}

function findings(registry: Registry, audits: Collected['audits']): void {
  const metric = new Gauge({
    name: 'gitops_security_findings',
    help: 'Findings of the audit that no exception accepts.',
    registers: [],
    labelNames: ['policy', 'rule', 'severity', 'namespace'] as const,
    collect() {
      this.reset();
      for (const [policy, tallies] of audits.tallies())
        for (const { count, ...labels } of findingSeries(tallies, MAX_SERIES)) this.set({ policy, ...labels }, count);
    },
  });
  registry.registerMetric(metric);
}

function exceptions(registry: Registry, audits: Collected['audits']): void {
  const metric = new Gauge({
    name: 'gitops_security_exception_expiry_timestamp_seconds',
    help: 'When an exception of the audit ends, in seconds since the epoch; by its place in the list, from 0.',
    registers: [],
    labelNames: ['policy', 'exception'] as const,
    collect() {
      this.reset();
      for (const [policy, list] of audits.exceptions())
        for (const { index, seconds } of expiries(list)) this.set({ policy, exception: String(index) }, seconds);
    },
  });
  registry.registerMetric(metric);
}

function scanned(registry: Registry, scanners: Collected['scanners']): void {
  const metric = new Gauge({
    name: 'gitops_security_scanner_findings',
    help: 'What other scanners found, as far as they are installed.',
    registers: [],
    labelNames: ['scanner', 'severity', 'namespace'] as const,
    collect() {
      this.reset();
      for (const { count, ...labels } of scannerSeries(scanners.summaries(), MAX_SERIES)) this.set(labels, count);
    },
  });
  registry.registerMetric(metric);
}

/** The kinds that are always watched, and those that the audit needs. */
function watches(registry: Registry, view: Collected['view'], audits: Collected['audits']): void {
  const reflectors = () => [...Object.values(view.reflectors), ...audits.reflectors()];
  const silence = new Gauge({
    name: 'gitops_security_watch_last_contact_seconds',
    help: 'Time since the API server last said anything on a watch: bookmarks come about every minute.',
    registers: [],
    labelNames: ['resource'] as const,
    collect() {
      this.reset();
      const now = performance.now();
      for (const [resource, all] of Map.groupBy(reflectors(), ({ source }) => source.type.plural))
        this.set({ resource }, Math.max(...all.map(({ lastContact }) => now - lastContact)) / 1000);
    },
  });
  const synced = new Gauge({
    name: 'gitops_security_watch_synced',
    help: '1 while the operator sees what the API server has, 0 while it does not, -1 where the kind does not exist.',
    registers: [],
    labelNames: ['resource'] as const,
    collect() {
      this.reset();
      for (const [resource, all] of Map.groupBy(reflectors(), ({ source }) => source.type.plural)) {
        const states = all.map(({ state }) => (state === 'synced' ? 1 : state === 'missing' ? -1 : 0));
        this.set({ resource }, states.includes(0) ? 0 : Math.max(...states));
      }
    },
  });
  const breaks = new Counter({
    name: 'gitops_security_watch_interruptions_total',
    help: 'Watches and lists that failed, and were begun again.',
    registers: [],
    labelNames: ['resource'] as const,
    collect() {
      this.reset();
      for (const { source, interruptions } of reflectors()) this.inc({ resource: source.type.plural }, interruptions);
    },
  });
  for (const metric of [silence, synced, breaks]) registry.registerMetric(metric);
}
