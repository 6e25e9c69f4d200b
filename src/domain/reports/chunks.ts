import { fingerprintOf } from '../audit/fingerprint.ts';
import type { Finding } from '../audit/judge.ts';
import { type Excepted, isExcepted, type Result, type ResultContext, resultOf } from './result.ts';

export interface Limits {
  /** How many results an object holds at most. */
  readonly results: number;
  /** How many bytes its results take at most, as they are stored. */
  readonly bytes: number;
}

/**
 * Tells results apart that have one fingerprint: consumers take the id for the key of a result, and without one a
 * changed message makes a result new.
 *
 * @param count how many there are of each fingerprint so far
 */
function idOf(finding: Finding, count: Map<string, number>): string {
  const fingerprint = fingerprintOf(finding);
  const number = (count.get(fingerprint) ?? 0) + 1;
  count.set(fingerprint, number);
  return number === 1 ? fingerprint : `${fingerprint}-${number}`;
}

/** As the API server stores it: Go writes `<`, `>` and `&` as escapes of six bytes. */
const bytesOf = (result: Result): number => {
  const text = JSON.stringify(result);
  return Buffer.byteLength(text) + 5 * (text.match(/[<>&\u2028\u2029]/g)?.length ?? 0) + 1;
};

/**
 * The results of one namespace in the order of the findings, cut into what one object holds. The remedy of a rule
 * stands in the first of its results in each: otherwise it would be a fifth of all that is stored.
 */
export function chunksOf(
  findings: readonly (Finding | Excepted)[],
  context: ResultContext,
  limits: Limits,
): readonly (readonly Result[])[] {
  const count = new Map<string, number>();
  const chunks: Result[][] = [];
  let told = new Set<string>();
  let bytes = Number.POSITIVE_INFINITY;
  for (const finding of findings) {
    const id = idOf(finding, count);
    const remedy = `${finding.rule} ${finding.remedy}`;
    let result = resultOf(finding, id, !isExcepted(finding) && !told.has(remedy), context);
    bytes += bytesOf(result);
    if (bytes > limits.bytes || chunks.at(-1)?.length === limits.results) {
      told = new Set();
      result = resultOf(finding, id, !isExcepted(finding), context);
      bytes = bytesOf(result);
      chunks.push([]);
    }
    if (!isExcepted(finding)) told.add(remedy);
    chunks.at(-1)?.push(result);
  }
  return chunks;
}
