import type { KubeObject } from '../../api/kube.ts';
import { LABEL_POLICY_UID } from '../../domain/marks.ts';
import { crdsOf, REPORT_APIS, REPORT_KINDS, type ReportApi, type ReportKinds } from '../../domain/reports/api.ts';
import type { Logger } from '../../engine/log.ts';
import { type Change, Mirror } from '../../engine/mirror.ts';
import { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { INDEXES, type KeptReport, keepReport } from './kept.ts';

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
  /** The APIs that are there, as far as their custom resource definitions say; undefined before these are seen. */
  readonly present: () => readonly ReportApi[] | undefined;
  readonly of: (api: ReportApi, scope: Scope) => ReportWatch | undefined;
  readonly reflectors: () => readonly Reflector<KeptReport>[];
}

export interface WatchParts {
  readonly transport: Transport;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly clock: { readonly monotonic: () => number };
  /** Of the custom resource definitions; their names are enough. */
  readonly crds: Pick<Reflector<KubeObject>, 'mirror' | 'state' | 'onState'>;
  readonly onChange: (change: Change<KeptReport>) => void;
  /** A watch began, ended, or sees again. */
  readonly onState: () => void;
}

/** Few enough for a page to be read at once: a report may be as large as objects can be. */
const PAGE = 50;

const CRDS: ReadonlySet<string> = new Set(REPORT_APIS.flatMap(crdsOf));

interface Watch extends ReportWatch {
  readonly end: AbortController;
}

function start(api: ReportApi, scope: Scope, { transport, log, signal, clock, onChange, onState }: WatchParts): Watch {
  const mirror = new Mirror<KeptReport>(INDEXES);
  const type = REPORT_KINDS[api][scope];
  const source = { type, labelSelector: LABEL_POLICY_UID, pageSize: PAGE, project: keepReport };
  const reflector = new Reflector<KeptReport>(source, mirror, transport, log);
  const end = new AbortController();
  mirror.onChange(onChange);
  reflector.onState(onState);
  void reflector.run(AbortSignal.any([signal, end.signal]));
  return { mirror, reflector, end, since: clock.monotonic() };
}

export function createReportWatches(parts: WatchParts): ReportWatches {
  const { crds } = parts;
  const wanting = new Set<string>();
  const watches = new Map<string, Watch>();
  const present = (): ReportApi[] =>
    REPORT_APIS.filter((api) => crdsOf(api).every((name) => crds.mirror.get(name) !== undefined));

  const settle = (): void => {
    const there = wanting.size === 0 ? [] : present();
    for (const api of REPORT_APIS)
      for (const scope of SCOPES) {
        const key = `${api} ${scope}`;
        const watch = watches.get(key);
        if (there.includes(api)) watches.set(key, watch ?? start(api, scope, parts));
        else watches.delete(key);
        if (!there.includes(api)) watch?.end.abort();
      }
  };

  crds.onState(parts.onState);
  crds.mirror.onChange(({ key }) => {
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
    present: () => (crds.state === 'starting' ? undefined : present()),
    of: (api, scope) => watches.get(`${api} ${scope}`),
    reflectors: () => [...watches.values()].map(({ reflector }) => reflector),
  };
}
