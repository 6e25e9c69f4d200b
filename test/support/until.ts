import { setImmediate as turn } from 'node:timers/promises';

/** Resolves as soon as the condition holds, looking at every turn of the event loop; rejects after `seconds`. */
export async function until(condition: () => boolean, seconds = 5): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${condition.toString()}`);
    await turn();
  }
}
