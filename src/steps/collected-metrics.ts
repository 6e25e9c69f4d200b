import { Counter, Gauge, type Registry } from 'prom-client';
import { expiries } from '../domain/audit/exceptions.ts';
import { findingSeries } from '../domain/audit/series.ts';
import { scannerSeries } from '../domain/scanners/series.ts';
import type { SyncState } from '../engine/reflector.ts';
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

/** A value, and the labels that it has. */
type Series<L extends string> = readonly [labels: Partial<Record<L, string>>, value: number];

interface Description<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

/** A gauge that holds just what `series` says when somebody asks. */
function gauge<L extends string>(registry: Registry, description: Description<L>, series: () => Iterable<Series<L>>) {
  const metric = new Gauge<L>({
    ...description,
    registers: [],
    collect() {
      this.reset();
      for (const [labels, value] of series()) this.set(labels, value);
    },
  });
  registry.registerMetric(metric);
}

function findings(registry: Registry, audits: Collected['audits']): void {
  const description = {
    name: 'gitops_security_findings',
    help: 'Findings of the audit that no exception accepts.',
    labelNames: ['policy', 'rule', 'severity', 'namespace'] as const,
  };
  gauge(registry, description, () =>
    audits
      .tallies()
      .flatMap(([policy, tallies]) =>
        findingSeries(tallies, MAX_SERIES).map(({ count, ...labels }) => [{ policy, ...labels }, count] as const),
      ),
  );
}

function exceptions(registry: Registry, audits: Collected['audits']): void {
  const description = {
    name: 'gitops_security_exception_expiry_timestamp_seconds',
    help: 'When an exception of the audit ends, in seconds since the epoch; by its place in the list, from 0.',
    labelNames: ['policy', 'exception'] as const,
  };
  gauge(registry, description, () =>
    audits
      .exceptions()
      .flatMap(([policy, list]) =>
        expiries(list).map(({ index, seconds }) => [{ policy, exception: String(index) }, seconds] as const),
      ),
  );
}

function scanned(registry: Registry, scanners: Collected['scanners']): void {
  const description = {
    name: 'gitops_security_scanner_findings',
    help: 'What other scanners found, as far as they are installed.',
    labelNames: ['scanner', 'severity', 'namespace'] as const,
  };
  gauge(registry, description, () =>
    scannerSeries(scanners.summaries(), MAX_SERIES).map(({ count, ...labels }) => [labels, count] as const),
  );
}

/** The kinds that are always watched, and those that the audit needs. */
function watches(registry: Registry, view: Collected['view'], audits: Collected['audits']): void {
  const byResource = () =>
    Map.groupBy([...Object.values(view.reflectors), ...audits.reflectors()], ({ source }) => source.type.plural);
  type Watches = NonNullable<ReturnType<ReturnType<typeof byResource>['get']>>;
  const perResource = (of: (watches: Watches) => number) => () =>
    [...byResource()].map(([resource, all]) => [{ resource }, of(all)] as const);
  const labelNames = ['resource'] as const;
  const silence = {
    name: 'gitops_security_watch_last_contact_seconds',
    help: 'Time since the API server last said anything on a watch: bookmarks come about every minute.',
    labelNames,
  };
  gauge(
    registry,
    silence,
    perResource((all) => Math.max(...all.map(({ lastContact }) => since(lastContact)))),
  );
  const synced = {
    name: 'gitops_security_watch_synced',
    help: '1 while the operator sees what the API server has, 0 while it does not, -1 where the kind does not exist.',
    labelNames,
  };
  gauge(
    registry,
    synced,
    perResource((all) => syncedNumber(all.map(({ state }) => state))),
  );
  const breaks = new Counter({
    name: 'gitops_security_watch_interruptions_total',
    help: 'Watches and lists that failed, and were begun again.',
    registers: [],
    labelNames,
    collect() {
      this.reset();
      for (const [resource, all] of byResource())
        for (const { interruptions } of all) this.inc({ resource }, interruptions);
    },
  });
  registry.registerMetric(breaks);
}

/** @param at monotonic time in ms @returns seconds */
const since = (at: number): number => (performance.now() - at) / 1000;

/** Of several watches of one kind the worst one counts. */
function syncedNumber(states: readonly SyncState[]): number {
  const numbers = states.map((state) => (state === 'synced' ? 1 : state === 'missing' ? -1 : 0));
  return numbers.includes(0) ? 0 : Math.max(...numbers);
}
