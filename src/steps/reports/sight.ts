import { REPORT_KINDS, type ReportApi } from '../../domain/reports/api.ts';
import { type ReportWatches, SCOPES } from './watches.ts';

/** A kind whose definition was just made is answered with 404 for a while, in ms. */
const PATIENCE_MS = 15_000;
/** And is asked about again after so many. */
const AGAIN_MS = 1_000;

interface Blind {
  readonly problems: readonly string[];
  readonly requeueAfterMs?: number;
}

/** Whether our reports of an API are seen: without, nobody knows since when results are there, and what is to be done. */
export function sightOf(
  api: ReportApi,
  watches: ReportWatches,
  clock: { readonly monotonic: () => number },
): 'seen' | 'waiting' | Blind {
  const all = SCOPES.map((scope) => ({ type: REPORT_KINDS[api][scope], watch: watches.of(api, scope) }));
  if (all.some(({ watch }) => (watch?.reflector.state ?? 'starting') === 'starting')) return 'waiting';
  const said = (state: string, words: (plural: string, version: string) => string): string[] =>
    all
      .filter(({ watch }) => watch?.reflector.state === state)
      .map(({ type: { plural, group, version } }) => words(`${plural}.${group}`, version));
  const missing = said('missing', (kind, version) => `${kind} are not served in version ${version}`);
  const forbidden = said('forbidden', (kind) => `${kind} may not be listed and watched`);
  if (missing.length + forbidden.length === 0) return 'seen';
  const young = all.some(({ watch }) => watch !== undefined && clock.monotonic() - watch.since < PATIENCE_MS);
  if (missing.length > 0 && young) return { problems: [], requeueAfterMs: AGAIN_MS };
  return { problems: [...missing, ...forbidden] };
}
