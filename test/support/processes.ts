import { eventually } from './eventually.ts';

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Fulfilled when none of the processes is there any more; fails with those that are after 20 s. */
export async function ended(...pids: readonly number[]): Promise<void> {
  await eventually(() => {
    const alive = pids.filter(isAlive);
    if (alive.length > 0) throw new Error(`still running: ${alive.join(', ')}`);
  });
}
