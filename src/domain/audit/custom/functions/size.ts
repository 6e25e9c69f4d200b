import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction } from './function.ts';

/** Two of JavaScript's units are one character where they are a pair of surrogates. */
function charactersOf(text: string): number {
  let pairs = 0;
  for (let index = 1; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc_00) === 0xdc_00 && (text.charCodeAt(index - 1) & 0xfc_00) === 0xd8_00)
      pairs += 1;
  }
  return text.length - pairs;
}

function lengthOf(meter: Meter, value: unknown): number {
  if (typeof value === 'string') {
    meter.spend(value.length >> 6);
    return charactersOf(value);
  }
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  const isMap = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isMap ? Object.keys(value).length : refuse('what has no length is neither a text nor a list nor a map');
}

const size = (meter: Meter, value: unknown): bigint => BigInt(lengthOf(meter, value));

/** The library's goes over a text character by character, and makes a text of each. */
export const SIZES: readonly CelFunction[] = [
  {
    signature: 'size(dyn): int',
    from: 'CEL',
    does: 'The length of a text in characters, or of a list, a map or bytes.',
    example: `size('abc') == 3`,
    run: size,
  },
  { signature: 'dyn.size(): int', from: 'CEL', does: 'The same.', example: `[1, 2].size() == 2`, run: size },
];
