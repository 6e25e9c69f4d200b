import { type Settled, type Tally, tallyOf } from '../../domain/audit/tally.ts';

/** What was found in one namespace, by what was looked at: an object, the namespace, who may do what. */
type Units = Map<string, readonly Settled[]>;

const placeOf = ({ object }: Settled): string => object.namespace ?? '';

/**
 * Everything that was found for one policy, kept so that one look replaces what the look before it found, and nothing
 * else. What it sums up is summed up again only for the namespaces that changed.
 */
export class Ledger {
  readonly #namespaces = new Map<string, Units>();
  /** Where each unit has findings. */
  readonly #places = new Map<string, ReadonlySet<string>>();
  readonly #tallies = new Map<string, Tally>();
  readonly #changed = new Set<string>();
  #limit = 0;

  /** What was found by a look at `unit`: in place of what was found before. The namespace of what is in none is empty. */
  put(unit: string, findings: readonly Settled[]): void {
    const before = this.#places.get(unit);
    if (before === undefined && findings.length === 0) return;
    if (this.#putInOne(unit, findings, before)) return;
    const byPlace = Map.groupBy(findings, placeOf);
    for (const place of new Set([...(before ?? []), ...byPlace.keys()]))
      this.#putAt(place, unit, byPlace.get(place) ?? []);
    if (byPlace.size === 0) this.#places.delete(unit);
    else this.#places.set(unit, new Set(byPlace.keys()));
  }

  /** Whether some namespace changed since they were last taken. */
  get isChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Namespaces with findings that changed since this was last called. */
  takeChanged(): string[] {
    const changed = [...this.#changed].toSorted();
    this.#changed.clear();
    return changed;
  }

  /** All of one namespace, in no particular order. */
  findings(namespace: string): Settled[] {
    return [...(this.#namespaces.get(namespace)?.values() ?? [])].flat();
  }

  namespaces(): string[] {
    return [...this.#namespaces.keys()];
  }

  /** @param limit how many of the worst each tally holds; as many as the last time, where it is not given */
  tallies(limit = this.#limit): Tally[] {
    if (limit !== this.#limit) this.#tallies.clear();
    this.#limit = limit;
    return [...this.#namespaces.keys()].map((namespace) => this.#tally(namespace));
  }

  /** The usual case: a unit lies in one namespace, and stays there. */
  #putInOne(unit: string, findings: readonly Settled[], before: ReadonlySet<string> | undefined): boolean {
    const [first] = findings;
    if (first === undefined) return false;
    const place = placeOf(first);
    if (findings.some((finding) => placeOf(finding) !== place)) return false;
    if (before !== undefined && (before.size !== 1 || !before.has(place))) return false;
    this.#putAt(place, unit, findings);
    if (before === undefined) this.#places.set(unit, new Set([place]));
    return true;
  }

  #tally(namespace: string): Tally {
    const known = this.#tallies.get(namespace) ?? tallyOf(namespace, this.findings(namespace), this.#limit);
    this.#tallies.set(namespace, known);
    return known;
  }

  #putAt(place: string, unit: string, findings: readonly Settled[]): void {
    const units: Units = this.#namespaces.get(place) ?? new Map();
    const old = units.get(unit) ?? [];
    if (areSame(old, findings)) return;
    if (findings.length === 0) units.delete(unit);
    else units.set(unit, findings);
    if (units.size === 0) this.#namespaces.delete(place);
    else this.#namespaces.set(place, units);
    this.#tallies.delete(place);
    this.#changed.add(place);
  }
}

const isSame = (a: Settled, b: Settled): boolean =>
  a.rule === b.rule &&
  a.severity === b.severity &&
  a.object.kind === b.object.kind &&
  a.object.name === b.object.name &&
  a.path === b.path &&
  a.message === b.message &&
  a.remedy === b.remedy &&
  a.excepted === b.excepted &&
  a.lapsed?.join() === b.lapsed?.join();

/** Of one namespace, and in the same order: a look finds the same in the same order. */
const areSame = (a: readonly Settled[], b: readonly Settled[]): boolean =>
  a.length === b.length && a.every((finding, index) => isSame(finding, b[index] ?? finding));
