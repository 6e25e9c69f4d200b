import type { KubeObject } from '../../api/kube.ts';
import type { ScannerSummary } from '../../domain/audit/report.ts';
import type { Scanned } from '../../domain/scanners/scan.ts';
import { summarise } from '../../domain/scanners/summary.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { Unseen } from '../sight.ts';
import { follow, type Following, type FollowParts } from './follow.ts';
import { poll } from './poll.ts';
import { resourceOf, type ScannerSource, sourcesFor } from './sources.ts';

/** What other scanners that are installed found. */
export interface Scanners {
  /** Whether a policy wants to know; what nobody wants to know is not read. */
  readonly want: (policy: string, on: boolean) => void;
  /** By scanner and namespace, the worst first. */
  readonly summaries: () => readonly ScannerSummary[];
  /** Kinds that are there and that we may not read, sorted. */
  readonly unreadable: () => readonly Unseen[];
  /** Whether something is read that has not been read once yet. */
  readonly isStarting: () => boolean;
  readonly reflectors: () => readonly Reflector<Scanned>[];
  /** Called when what is said here may have changed. */
  readonly onChange: (listener: () => void) => void;
}

interface Parts extends Omit<FollowParts, 'onChange'> {
  /** Of the custom resource definitions; their names are enough. */
  readonly crds: Pick<Reflector<KubeObject>, 'mirror'>;
}

type Followed = Map<string, Following & { readonly source: ScannerSource }>;

/** Begins to read what is wanted, and ends what is not any more. @returns whether something ended */
function settle(followed: Followed, wanted: readonly ScannerSource[], parts: FollowParts): boolean {
  const names = new Set(wanted.map(resourceOf));
  const over = [...followed].filter(([resource]) => !names.has(resource));
  for (const [resource, { end }] of over) {
    end();
    followed.delete(resource);
  }
  for (const source of wanted) {
    if (followed.has(resourceOf(source))) continue;
    const start = source.polled === true ? poll : follow;
    followed.set(resourceOf(source), { ...start(source, parts), source });
  }
  return over.length > 0;
}

export function createScanners({ crds, ...parts }: Parts): Scanners {
  const wanting = new Set<string>();
  const followed: Followed = new Map();
  const listeners: (() => void)[] = [];
  let known: readonly ScannerSummary[] | undefined;
  const onChange = (): void => {
    known = undefined;
    for (const listener of listeners) listener();
  };
  const look = (): void => {
    const sources = wanting.size === 0 ? [] : sourcesFor(new Set(crds.mirror.keys()));
    if (settle(followed, sources, { ...parts, onChange })) onChange();
  };
  crds.mirror.onChange(({ old, new: now }) => {
    if (old === undefined || now === undefined) look();
  });

  const all = () => [...followed.values()];
  return {
    want: (policy, on) => {
      if (on === wanting.has(policy)) return;
      if (on) wanting.add(policy);
      else wanting.delete(policy);
      look();
    },
    summaries: () => (known ??= summarise(all().flatMap(({ mirror }) => mirror.values()))),
    unreadable: () =>
      all()
        .filter(({ state }) => state() === 'forbidden')
        .map(({ source }): Unseen => ({ resource: resourceOf(source), state: 'forbidden' }))
        .toSorted((a, b) => (a.resource < b.resource ? -1 : 1)),
    isStarting: () => all().some(({ state }) => state() === 'starting'),
    reflectors: () => all().flatMap(({ reflector }) => reflector() ?? []),
    onChange: (listener) => void listeners.push(listener),
  };
}
