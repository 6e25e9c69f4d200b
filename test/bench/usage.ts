import { readFileSync } from 'node:fs';

/** What a process uses, as Linux tells it. */
export interface Usage {
  /** Resident memory in MiB at its highest, and now. */
  readonly peak: number;
  readonly now: number;
  /** Seconds of processor time so far, of all its threads: they say more than those of the clock on a busy machine. */
  readonly cpu: number;
}

/** Linux counts processor time in these, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => {
    const [, kib = 'NaN'] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Math.round(Number(kib) / 1024);
  };
  // The fields after the name of the program, which may hold anything: utime and stime are the 14th and 15th of all.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return { peak: mib('VmHWM'), now: mib('VmRSS'), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
}
