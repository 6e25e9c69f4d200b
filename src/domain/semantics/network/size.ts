import { entriesOf, fieldsOf } from '../unknown.ts';

/** More than the published blocks of the largest clouds; beyond it a policy would take longer to read than others can wait. */
const MOST_ENTRIES = 10_000;

const lengthOf = (list: unknown): number => entriesOf(list)?.length ?? 0;

/** A peer counts for its exceptions, too. */
function sizeOfPeers(list: unknown): number {
  let size = lengthOf(list);
  for (const peer of size > MOST_ENTRIES ? [] : (entriesOf(list) ?? []))
    size += lengthOf(fieldsOf(fieldsOf(peer)?.['ipBlock'])?.['except']);
  return size;
}

/** Whether the rules of one direction, with their ports, peers and exceptions, are too many to be read. */
export function isTooLarge(section: unknown): boolean {
  let size = lengthOf(section);
  for (const rule of entriesOf(section) ?? []) {
    if (size > MOST_ENTRIES) return true;
    const { from, to, ports } = fieldsOf(rule) ?? {};
    size += lengthOf(ports) + sizeOfPeers(from) + sizeOfPeers(to);
  }
  return size > MOST_ENTRIES;
}
