import type { AuditSpec, CustomRule } from '../../api/audit.ts';
import type { Clock } from '../../engine/clock.ts';
import type { AnyReflector } from '../../engine/lifecycle.ts';
import type { Logger } from '../../engine/log.ts';
import { Mirror } from '../../engine/mirror.ts';
import type { KubeObject } from '../../engine/object.ts';
import { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { BY_NAMESPACE, namespaceIndex } from '../indexes.ts';
import { compileRules, type CustomSeen, discover, readCustom } from './custom-watch.ts';

/** Between two looks whether a kind is there by now, in ms. */
const LOOK_AGAIN_MS = 30_000;

interface Watch {
  /** The rules it was made for: others need another one, as nothing is kept that they could be evaluated on. */
  readonly rules: string;
  readonly mirror: Mirror<CustomSeen>;
  readonly end: AbortController;
  readonly compiled: readonly string[];
  /** How often each rule took too many steps, by its id. */
  readonly spent: Map<string, number>;
  reflector: Reflector<CustomSeen> | undefined;
  /** Why there is no watch yet, in words. */
  missing: string | undefined;
}

/** A reflector, whatever it mirrors. */
export type PokedReflector = AnyReflector & Pick<Reflector<KubeObject>, 'poke'>;

/** The custom rules of one policy: a watch for each kind that they are about. */
export interface CustomAudit {
  readonly configure: (rules: AuditSpec['customRules']) => void;
  readonly end: () => void;
  readonly get: (kind: string, key: string) => CustomSeen | undefined;
  /** Kinds and keys of all that the rules are about. */
  readonly all: () => readonly (readonly [kind: string, key: string])[];
  /** Kinds and keys of what is in a namespace. */
  readonly inNamespace: (namespace: string) => readonly (readonly [kind: string, key: string])[];
  /** Rules that do not do what they are for, and why. */
  readonly problems: () => readonly string[];
  /** Whether some kind has not been listed yet. */
  readonly isStarting: () => boolean;
  readonly reflectors: () => readonly PokedReflector[];
}

interface Parts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onChange: (kind: string, key: string) => void;
  readonly onState: () => void;
}

const kindOf = ({ match: { apiVersion, kind } }: CustomRule): string => `${apiVersion}/${kind}`;

export function createCustomAudit({ transport, clock, log, signal, onChange, onState }: Parts): CustomAudit {
  const watches = new Map<string, Watch>();

  const follow = async (watch: Watch, rules: readonly CustomRule[], match: CustomRule['match']): Promise<void> => {
    const until = AbortSignal.any([signal, watch.end.signal]);
    const compiled = compileRules(rules);
    const project = (raw: KubeObject): CustomSeen => readCustom(compiled, raw, watch.spent);
    while (!until.aborted) {
      const type = await discover(match, transport, until);
      if (typeof type !== 'string') {
        watch.missing = undefined;
        watch.reflector = new Reflector<CustomSeen>({ type, project }, watch.mirror, transport, log);
        watch.reflector.onState(onState);
        await watch.reflector.run(until);
        return;
      }
      watch.missing = type;
      onState();
      await clock.sleep(LOOK_AGAIN_MS, until);
    }
  };

  const start = (kind: string, rules: readonly CustomRule[], text: string): void => {
    const [first] = rules;
    if (first === undefined) return;
    const mirror = new Mirror<CustomSeen>({ [BY_NAMESPACE]: namespaceIndex });
    mirror.onChange(({ key }) => onChange(kind, key));
    const { problems, programs } = compileRules(rules);
    const end = new AbortController();
    const watch: Watch = {
      rules: text,
      mirror,
      end,
      compiled: problems,
      spent: new Map(),
      reflector: undefined,
      missing: undefined,
    };
    watches.set(kind, watch);
    if (programs.length > 0) void follow(watch, rules, first.match);
  };

  const stop = (kind: string, { end, mirror }: Watch): void => {
    end.abort();
    watches.delete(kind);
    for (const key of mirror.keys()) onChange(kind, key);
  };

  return {
    configure: (rules) => {
      const wanted = Map.groupBy(rules, kindOf);
      for (const [kind, watch] of watches) if (JSON.stringify(wanted.get(kind)) !== watch.rules) stop(kind, watch);
      for (const [kind, of] of wanted) if (!watches.has(kind)) start(kind, of, JSON.stringify(of));
    },
    end: () => {
      for (const [kind, watch] of watches) stop(kind, watch);
    },
    get: (kind, key) => watches.get(kind)?.mirror.get(key),
    all: () => [...watches].flatMap(([kind, { mirror }]) => mirror.keys().map((key) => [kind, key] as const)),
    inNamespace: (namespace) =>
      [...watches].flatMap(([kind, { mirror }]) =>
        mirror.by(BY_NAMESPACE, namespace).map(({ metadata: { name } }) => [kind, `${namespace}/${name}`] as const),
      ),
    problems: () => [...watches].flatMap(([kind, watch]) => problemsOf(kind, watch)),
    isStarting: () =>
      [...watches.values()].some(({ reflector, missing, rules, compiled }) =>
        reflector === undefined
          ? missing === undefined && compiled.length < (JSON.parse(rules) as unknown[]).length
          : reflector.state === 'starting',
      ),
    reflectors: () => [...watches.values()].flatMap(({ reflector }) => reflector ?? []),
  };
}

function problemsOf(kind: string, { compiled, missing, reflector, spent }: Watch): string[] {
  const state = reflector?.state;
  const slow = spent.keys().map((id) => `${id}: takes too many steps, and was given up`);
  return [
    ...compiled,
    ...(missing === undefined ? [] : [missing]),
    ...(state === 'forbidden' || state === 'missing' ? [`${kind} cannot be watched: ${state}`] : []),
    ...[...slow].toSorted(),
  ];
}
