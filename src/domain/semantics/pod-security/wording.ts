import { cap } from '../../text.ts';
import type { Fault } from './fault.ts';

const MAX_MESSAGE = 256;

function named(noun: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${noun}${names.length === 1 ? '' : 's'} ${names.map((name) => `"${name}"`).join(', ')}`];
}

/** `containers "a", "b"`, `the pod`, `volume "data"`. */
function whose(faults: readonly Fault[]): string {
  const pod = faults.some(({ container, volume }) => container === undefined && volume === undefined);
  const distinct = (of: (fault: Fault) => string | undefined) => [
    ...new Set(faults.flatMap((fault) => of(fault) ?? [])),
  ];
  const containers = distinct((fault) => fault.container);
  const volumes = distinct((fault) => fault.volume);
  return [...(pod ? ['the pod'] : []), ...named('container', containers), ...named('volume', volumes)].join(', ');
}

function byValue(faults: readonly Fault[]): Map<string, Fault[]> {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults)
    for (const value of fault.values ?? []) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [fault]);
      else group.push(fault);
    }
  return groups;
}

/**
 * What is wrong with a pod, in at most 256 characters: `Adds capabilities: SYS_ADMIN (container "app")`. Who it is comes
 * after each value, or alone where there are no values; a pod that has no part in it is not named.
 */
export function worded(says: string, faults: readonly Fault[]): string {
  const groups = byValue(faults);
  const isOfPod = faults.every(({ container, volume }) => container === undefined && volume === undefined);
  const parts = [...groups].map(([value, some]) => (isOfPod ? value : `${value} (${whose(some)})`));
  const what = groups.size === 0 ? whose(faults) : parts.join(isOfPod ? ', ' : '; ');
  return cap(`${says}: ${what}.`, MAX_MESSAGE);
}
