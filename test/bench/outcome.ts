import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Says what is going on, with the seconds since the start. */
export const say = (text: string): void =>
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

/** @param share 0.5 for the median; NaN where there are no values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** To two digits. */
export const round = (value: number): number => Math.round(value * 100) / 100;

/** Writes build/bench/<name>.json. */
export async function save(name: string, outcome: object): Promise<void> {
  await mkdir(join(ROOT, 'build/bench'), { recursive: true });
  await writeFile(join(ROOT, `build/bench/${name}.json`), `${JSON.stringify(outcome, null, 2)}\n`);
}
