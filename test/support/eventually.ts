import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The first answer of `attempt` that is not an error, asking 40 times a second; after `seconds` its last error. Many
 * seconds, as machines are slow at times, and only what fails takes them.
 * For what cannot be awaited: the state that somebody else brings a cluster into.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, seconds = 60): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(25);
    }
  }
}
