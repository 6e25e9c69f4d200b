import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, types } from './api.ts';

/** Somebody who changes or deletes the objects of a list, one after the other, until told to stop. */
export interface Intruder {
  /** Changes that the API server has accepted so far. */
  readonly made: () => number;
  /** Fulfilled when nothing of it is under way any more. */
  readonly stop: () => Promise<void>;
}

const OPEN = { spec: { ingress: [{}], egress: [{}] } };
const PAUSE_MS = 100;

/** What fails, as it does while there is no API server, is tried no more. */
export function startIntruder(api: Api, namespace: string, names: readonly string[]): Intruder {
  const stopped = new AbortController();
  let made = 0;
  const change = async (round: number): Promise<void> => {
    const ref = { namespace, name: names[round % names.length] ?? '' };
    const deletes = Math.floor(round / names.length) % 2 === 1;
    await (deletes ? api.remove(types.networkPolicy, ref) : api.patch(types.networkPolicy, ref, OPEN));
    made += 1;
  };
  const run = async (): Promise<void> => {
    for (let round = 0; !stopped.signal.aborted; round += 1) {
      await change(round).catch(() => undefined);
      await sleep(PAUSE_MS);
    }
  };
  const done = run();
  return {
    made: () => made,
    stop: async () => {
      stopped.abort();
      await done;
    },
  };
}
