import { setImmediate } from 'node:timers/promises';
import type { Policy } from '../../api/policy.ts';
import type { Finding } from '../../domain/audit/judge.ts';
import type { RbacView } from '../../domain/audit/rule.ts';
import { midnight } from '../../domain/day.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Clock } from '../../engine/clock.ts';
import type { Logger } from '../../engine/log.ts';
import type { View } from '../observe.ts';
import type { CustomAudit } from './custom.ts';
import { INPUT_NAMES, type InputName, inputOf, type Inputs } from './inputs.ts';
import { Ledger } from './ledger.ts';
import { createLevels } from './levels.ts';
import {
  labelsOf,
  lookAtAccess,
  lookAtArgoCd,
  lookAtCustom,
  lookAtNamespace,
  lookAtObject,
  type Scene,
} from './looks.ts';
import { createNews } from './news.ts';
import { unitOf, unitText } from './unit.ts';
import { type Settings, settingsOf, settle } from './settings.ts';

/** So long the audit works before it lets others have a turn, in ms: what heals is not to wait for it. */
const SLICE_MS = 10;
/** What looks at very much is done again not before so many times as long has gone by as it takes. */
const REST_FACTOR = 5;
/** And not before so many ms: changes of roles and Applications come in crowds. */
const LEAST_REST_MS = 100;

/** Before the kind, in the place of the name of a watch. */
const CUSTOM = 'custom:';

/** Looks that are too much to be taken for each change. */
type Whole = 'rbac' | 'argocd';

interface Parts {
  readonly view: View;
  readonly inputs: Inputs;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: (namespace: string) => Facts;
  readonly self: () => RbacView['self'];
  readonly custom: Pick<CustomAudit, 'configure' | 'get' | 'all'>;
}

/** What is to be looked at again for one policy, and what was found. */
export class Auditor {
  readonly ledger = new Ledger();
  readonly news = createNews();
  /** How many workloads would pass which of the Pod Security Standards. */
  readonly levels = createLevels();
  /** Monotonic time of the beginning, in ms. */
  readonly since: number;
  /** Why reports are not what they should be, in words. */
  reportProblems: readonly string[] = [];
  /** Whether everything was looked at, and reported, since the policy last changed. */
  complete = false;
  readonly #parts: Parts;
  readonly #objects = new Set<string>();
  readonly #namespaces = new Set<string>();
  readonly #wholes = new Set<Whole>();
  readonly #rests = new Map<Whole, number>();
  readonly #failed = new Map<string, string>();
  #settings: Settings | undefined;
  #generation = -1;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.since = parts.clock.monotonic();
  }

  /** What the policy audits by; undefined before it was configured. */
  get settings(): Settings | undefined {
    return this.#settings;
  }

  /** Looks that ended in an error of ours, in words: what they would have found is not known. */
  get failures(): readonly string[] {
    return [...this.#failed].map(([unit, error]) => `the look at ${unit} failed: ${error}`).toSorted();
  }

  /** Takes up what the policy says by now; everything is looked at again if that is new, or another day. */
  configure(policy: Policy): void {
    const { audit } = policy.spec;
    const { clock, custom } = this.#parts;
    const isToday = this.#settings?.context.today === midnight(clock.now());
    if (audit === undefined || (this.#generation === policy.generation && isToday)) return;
    this.#settings = settingsOf(policy, audit, clock.now());
    if (this.#generation !== policy.generation) this.complete = false;
    this.#generation = policy.generation;
    custom.configure(audit.customRules);
    this.#touchAll();
  }

  touchObject(name: InputName, key: string): void {
    this.#objects.add(unitText(name, key));
  }

  touchCustom(kind: string, key: string): void {
    this.#objects.add(unitText(`${CUSTOM}${kind}`, key));
  }

  touchNamespace(name: string): void {
    this.#namespaces.add(name);
  }

  touchWhole(what: Whole): void {
    this.#wholes.add(what);
  }

  /** Takes up what was found elsewhere, such as by the plan. */
  put(unit: string, findings: readonly Finding[]): void {
    const { inputs } = this.#parts;
    if (this.#settings === undefined) return;
    this.ledger.put(
      unit,
      settle(findings, this.#settings, (object) => labelsOf(object, inputs)),
    );
  }

  /** Looks at all that is due. @returns ms until there is more to do; undefined when there is nothing */
  async drain(signal: AbortSignal): Promise<number | undefined> {
    const { view, inputs, clock } = this.#parts;
    if (this.#settings === undefined) return undefined;
    let started = clock.monotonic();
    for (const [unit, look] of this.#looks({ view, inputs, settings: this.#settings })) {
      this.#attempt(unit, look);
      if (clock.monotonic() - started < SLICE_MS) continue;
      await setImmediate();
      signal.throwIfAborted();
      started = clock.monotonic();
    }
    const waits = [...this.#wholes].map((what) => Math.max(1, (this.#rests.get(what) ?? 0) - clock.monotonic()));
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  #touchAll(): void {
    const { inputs, custom, view } = this.#parts;
    for (const name of INPUT_NAMES)
      if (inputOf(name).subject !== undefined)
        for (const key of inputs.mirror(name)?.keys() ?? []) this.touchObject(name, key);
    for (const [kind, key] of custom.all()) this.touchCustom(kind, key);
    for (const name of view.mirrors.namespaces.keys()) this.#namespaces.add(name);
    this.#wholes.add('rbac').add('argocd');
  }

  /** What is due, one after the other: each is to be taken at once. */
  *#looks(scene: Scene): Generator<readonly [unit: string, look: () => void]> {
    for (const unit of this.#objects) {
      this.#objects.delete(unit);
      yield [unit, () => this.#lookAtObject(unit, scene)];
    }
    for (const name of this.#namespaces) {
      this.#namespaces.delete(name);
      yield [`namespace ${name}`, () => this.put(`namespace ${name}`, lookAtNamespace(name, scene))];
    }
    for (const what of this.#wholes) {
      if ((this.#rests.get(what) ?? 0) > this.#parts.clock.monotonic()) continue;
      this.#wholes.delete(what);
      yield [what, () => this.#lookAtWhole(what, scene)];
    }
  }

  /** An error of ours in one look keeps no other from being taken, and is told: by its name, as it may quote an object. */
  #attempt(unit: string, look: () => void): void {
    try {
      look();
      this.#failed.delete(unit);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      this.#failed.set(unit, name);
      const where = error instanceof Error ? error.stack?.split('\n').find((line) => line.includes(' at ')) : undefined;
      this.#parts.log.error('a look failed', { step: 'audit', unit, error: name, where: where?.trim() ?? '' });
    }
  }

  #lookAtObject(unit: string, scene: Scene): void {
    const { name, key } = unitOf(unit);
    if (name.startsWith(CUSTOM)) {
      this.put(unit, lookAtCustom(this.#parts.custom.get(name.slice(CUSTOM.length), key), scene));
      return;
    }
    const { findings, level } = lookAtObject(name as InputName, key, scene);
    this.put(unit, findings);
    this.levels.set(unit, level);
  }

  #lookAtWhole(what: Whole, scene: Scene): void {
    const { clock, facts, self } = this.#parts;
    const started = clock.monotonic();
    const { namespace } = scene.settings.context.spec.argocd;
    const found = what === 'rbac' ? lookAtAccess(scene, self()) : lookAtArgoCd(scene, facts(namespace));
    if (found !== undefined) this.put(what, found);
    const ended = clock.monotonic();
    this.#rests.set(what, ended + Math.max(LEAST_REST_MS, REST_FACTOR * (ended - started)));
  }
}
