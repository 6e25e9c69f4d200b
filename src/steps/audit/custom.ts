import type { AuditSpec, CustomRule } from '../../api/audit.ts';
import type { Clock } from '../../engine/clock.ts';
import type { AnyReflector } from '../../engine/lifecycle.ts';
import type { Logger } from '../../engine/log.ts';
import { Mirror } from '../../engine/mirror.ts';
import type { KubeObject } from '../../engine/object.ts';
import { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { BY_NAMESPACE, namespaceIndex } from '../indexes.ts';
import { type CompiledRules, compileRules, type CustomSeen, discover, readCustom } from './custom-watch.ts';

/** Between two looks whether a kind is there by now, in ms. */
const LOOK_AGAIN_MS = 30_000;

interface Watch {
  /** The rules it was made for: others need another one, as nothing is kept that they could be evaluated on. */
  readonly rules: string;
  readonly mirror: Mirror<CustomSeen>;
  readonly end: AbortController;
  readonly compiled: CompiledRules;
  /** How often each rule took too many steps, by its id. */
  readonly spent: Map<string, number>;
  reflector: Reflector<CustomSeen> | undefined;
  /** Why there is no watch yet, in words. */
  missing: string | undefined;
}

/** A reflector, whatever it mirrors. */
export type PokedReflector = AnyReflector & Pick<Reflector<KubeObject>, 'poke' | 'interruptions'>;

interface Parts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onChange: (kind: string, key: string) => void;
  readonly onState: () => void;
}

const kindOf = ({ match: { apiVersion, kind } }: CustomRule): string => `${apiVersion}/${kind}`;

/** Kinds and keys of objects. */
type Pairs = readonly (readonly [kind: string, key: string])[];

/** The custom rules of one policy: a watch for each kind that they are about. */
export class CustomAudit {
  readonly #parts: Parts;
  readonly #watches = new Map<string, Watch>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  configure(rules: AuditSpec['customRules']): void {
    const wanted = Map.groupBy(rules, kindOf);
    for (const [kind, watch] of this.#watches)
      if (JSON.stringify(wanted.get(kind)) !== watch.rules) this.#stop(kind, watch);
    for (const [kind, of] of wanted) if (!this.#watches.has(kind)) this.#start(kind, of);
  }

  end(): void {
    for (const [kind, watch] of this.#watches) this.#stop(kind, watch);
  }

  get(kind: string, key: string): CustomSeen | undefined {
    return this.#watches.get(kind)?.mirror.get(key);
  }

  /** All that the rules are about. */
  all(): Pairs {
    return [...this.#watches].flatMap(([kind, { mirror }]) => mirror.keys().map((key) => [kind, key] as const));
  }

  inNamespace(namespace: string): Pairs {
    return [...this.#watches].flatMap(([kind, { mirror }]) =>
      mirror.by(BY_NAMESPACE, namespace).map(({ metadata: { name } }) => [kind, `${namespace}/${name}`] as const),
    );
  }

  /** Rules that do not do what they are for, and why. */
  problems(): readonly string[] {
    return [...this.#watches].flatMap(([kind, watch]) => problemsOf(kind, watch));
  }

  /** Whether some kind has not been listed yet. */
  isStarting(): boolean {
    return [...this.#watches.values()].some(({ compiled: { programs }, reflector, missing }) =>
      reflector === undefined ? programs.length > 0 && missing === undefined : reflector.state === 'starting',
    );
  }

  reflectors(): readonly PokedReflector[] {
    return [...this.#watches.values()].flatMap(({ reflector }) => reflector ?? []);
  }

  #start(kind: string, rules: readonly CustomRule[]): void {
    const mirror = new Mirror<CustomSeen>({ [BY_NAMESPACE]: namespaceIndex });
    mirror.onChange(({ key }) => this.#parts.onChange(kind, key));
    const watch: Watch = {
      rules: JSON.stringify(rules),
      compiled: compileRules(rules),
      mirror,
      end: new AbortController(),
      spent: new Map(),
      reflector: undefined,
      missing: undefined,
    };
    this.#watches.set(kind, watch);
    const [first] = watch.compiled.programs;
    if (first !== undefined) void this.#follow(watch, first.rule.match);
  }

  async #follow(watch: Watch, match: CustomRule['match']): Promise<void> {
    const { transport, clock, log, signal, onState } = this.#parts;
    const until = AbortSignal.any([signal, watch.end.signal]);
    const project = (raw: KubeObject): CustomSeen => readCustom(watch.compiled, raw, watch.spent);
    while (!until.aborted) {
      const type = await discover(match, transport, until);
      if (typeof type !== 'string') {
        watch.missing = undefined;
        watch.reflector = new Reflector<CustomSeen>({ type, project }, watch.mirror, transport, log);
        watch.reflector.onState(onState);
        return watch.reflector.run(until);
      }
      watch.missing = type;
      onState();
      await clock.sleep(LOOK_AGAIN_MS, until);
    }
  }

  #stop(kind: string, { end, mirror }: Watch): void {
    end.abort();
    this.#watches.delete(kind);
    for (const key of mirror.keys()) this.#parts.onChange(kind, key);
  }
}

function problemsOf(kind: string, { compiled, missing, reflector, spent }: Watch): string[] {
  const state = reflector?.state;
  const slow = spent.keys().map((id) => `${id}: takes too many steps, and was given up`);
  return [
    ...compiled.problems,
    ...(missing === undefined ? [] : [missing]),
    ...(state === 'forbidden' || state === 'missing' ? [`${kind} cannot be watched: ${state}`] : []),
    ...[...slow].toSorted(),
  ];
}
