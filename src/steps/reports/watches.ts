import type { KubeObject } from '../../api/kube.ts';
import { LABEL_POLICY_UID } from '../../domain/marks.ts';
import { crdsOf, REPORT_APIS, REPORT_KINDS, type ReportApi, type ReportKinds } from '../../domain/reports/api.ts';
import type { Logger } from '../../engine/log.ts';
import { type Change, Mirror } from '../../engine/mirror.ts';
import { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { type KeptReport, keepReport } from './kept.ts';

export type Scope = keyof ReportKinds;
export const SCOPES: readonly Scope[] = ['namespaced', 'cluster'];

/** A watch of the reports of ours of one kind. */
export interface ReportWatch {
  readonly mirror: Mirror<KeptReport>;
  readonly reflector: Reflector<KeptReport>;
  /** Monotonic time of its start, in ms. */
  readonly since: number;
}

/** Watches of our reports, in each API that is there, while a policy has some or wants some. */
export interface ReportWatches {
  readonly want: (policy: string, on: boolean) => void;
  /** The APIs that are there, as far as their custom resource definitions say. */
  readonly present: () => readonly ReportApi[];
  readonly of: (api: ReportApi, scope: Scope) => ReportWatch | undefined;
  readonly reflectors: () => readonly Reflector<KeptReport>[];
}

export interface WatchParts {
  readonly transport: Transport;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly clock: { readonly monotonic: () => number };
  /** The custom resource definitions, of which the names are enough. */
  readonly crds: Mirror<KubeObject>;
  readonly onChange: (change: Change<KeptReport>) => void;
  /** A watch began, ended, or sees again. */
  readonly onState: () => void;
}

/** Index name: the reports of a policy, by its uid. */
export const BY_POLICY = 'policy';

/** Few enough for a page to be read at once: a report may be as large as objects can be. */
const PAGE = 50;

const CRDS: ReadonlySet<string> = new Set(REPORT_APIS.flatMap(crdsOf));

export function createReportWatches(parts: WatchParts): ReportWatches {
  const { transport, log, signal, clock, crds } = parts;
  const wanting = new Set<string>();
  const watches = new Map<string, ReportWatch & { readonly end: AbortController }>();
  const keyOf = (api: ReportApi, scope: Scope): string => `${api} ${scope}`;
  const present = (): ReportApi[] =>
    REPORT_APIS.filter((api) => crdsOf(api).every((name) => crds.get(name) !== undefined));

  const start = (api: ReportApi, scope: Scope): void => {
    const mirror = new Mirror<KeptReport>({ [BY_POLICY]: ({ metadata }) => [metadata.labels?.[LABEL_POLICY_UID] ?? ''] });
    const source = { type: REPORT_KINDS[api][scope], labelSelector: LABEL_POLICY_UID, pageSize: PAGE, project: keepReport };
    const reflector = new Reflector<KeptReport>(source, mirror, transport, log);
    const end = new AbortController();
    mirror.onChange(parts.onChange);
    reflector.onState(parts.onState);
    watches.set(keyOf(api, scope), { mirror, reflector, end, since: clock.monotonic() });
    void reflector.run(AbortSignal.any([signal, end.signal]));
  };

  const settle = (): void => {
    const there = wanting.size === 0 ? [] : present();
    for (const api of REPORT_APIS)
      for (const scope of SCOPES) {
        const watch = watches.get(keyOf(api, scope));
        if (there.includes(api) && watch === undefined) start(api, scope);
        if (there.includes(api) || watch === undefined) continue;
        watch.end.abort();
        watches.delete(keyOf(api, scope));
      }
  };

  crds.onChange(({ key }) => {
    if (!CRDS.has(key)) return;
    settle();
    for (const { reflector } of watches.values()) reflector.poke();
    parts.onState();
  });

  return {
    want: (policy, on) => {
      if (on) wanting.add(policy);
      else wanting.delete(policy);
      settle();
    },
    present,
    of: (api, scope) => watches.get(keyOf(api, scope)),
    reflectors: () => [...watches.values()].map(({ reflector }) => reflector),
  };
}
