import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import { type Search, searchFor } from './automaton.ts';
import type { CelFunction } from './function.ts';

const MAX_CACHED = 128;
const STEPS_TO_COMPILE = 20_000;

const cache = new Map<string, Search>();

/** Patterns that are texts of the expression are looked at before; others are worked out, and may come from the object. */
function compiled(meter: Meter, pattern: string): Search {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  meter.spend(STEPS_TO_COMPILE);
  const search = searchFor(pattern) ?? refuse('a pattern is not one of RE2, or too long');
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(pattern, search);
  return search;
}

const matches = (meter: Meter, text: string, pattern: string): boolean =>
  compiled(meter, pattern)(text, (steps) => meter.spend(steps));

const DOES = 'Whether a pattern of RE2 matches some part of it; without classes such as \\p{L}.';

export const PATTERNS: readonly CelFunction[] = [
  {
    signature: 'string.matches(string): bool',
    from: 'CEL',
    does: DOES,
    example: `'nginx:1.27'.matches('^[a-z]+:[0-9.]+$')`,
    run: matches,
  },
  {
    signature: 'matches(string, string): bool',
    from: 'CEL',
    does: DOES,
    example: `matches('nginx:1.27', '[0-9]$')`,
    run: matches,
  },
];
