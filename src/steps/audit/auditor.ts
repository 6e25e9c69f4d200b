import { setImmediate } from 'node:timers/promises';
import type { Policy } from '../../api/policy.ts';
import type { Finding } from '../../domain/audit/judge.ts';
import type { RbacView } from '../../domain/audit/rule.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Clock } from '../../engine/clock.ts';
import type { View } from '../observe.ts';
import type { CustomAudit } from './custom.ts';
import { INPUT_NAMES, type InputName, inputOf, type Inputs } from './inputs.ts';
import { createLevels, type Levels } from './levels.ts';
import { Ledger } from './ledger.ts';
import {
  labelsOf,
  lookAtAccess,
  lookAtArgoCd,
  lookAtCustom,
  lookAtNamespace,
  lookAtObject,
  type Scene,
} from './looks.ts';
import { createNews, type News } from './news.ts';
import { midnight, type Settings, settingsOf, settle } from './settings.ts';

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

/** What is to be looked at again for one policy, and what was found. */
export interface Auditor {
  readonly ledger: Ledger;
  readonly news: News;
  readonly levels: Levels;
  /** Whether everything was looked at, and reported, since the policy last changed. */
  readonly complete: boolean;
  /** Everything was looked at and reported. */
  readonly finish: () => void;
  /** Why reports are not what they should be, in words. */
  reportProblems: readonly string[];
  /** Monotonic time in ms. */
  readonly since: number;
  /** What the policy audits by; undefined before it was configured. */
  readonly settings: Settings | undefined;
  /** Takes up what the policy says by now; everything is looked at again if that is new, or another day. */
  readonly configure: (policy: Policy) => void;
  readonly touchObject: (name: InputName, key: string) => void;
  readonly touchCustom: (kind: string, key: string) => void;
  readonly touchNamespace: (name: string) => void;
  readonly touchWhole: (what: Whole) => void;
  readonly touchAll: () => void;
  /** Takes up what was found elsewhere, such as by the plan. */
  readonly put: (unit: string, findings: readonly Finding[]) => void;
  /** Looks at all that is due. @returns ms until there is more to do; undefined when there is nothing */
  readonly drain: (signal: AbortSignal) => Promise<number | undefined>;
}

interface Parts {
  readonly view: View;
  readonly inputs: Inputs;
  readonly clock: Clock;
  readonly facts: (namespace: string) => Facts;
  readonly self: () => RbacView['self'];
  readonly custom: Pick<CustomAudit, 'configure' | 'get' | 'all'>;
}

export function createAuditor({ view, inputs, clock, facts, self, custom }: Parts): Auditor {
  const ledger = new Ledger();
  const levels = createLevels();
  const objects = new Set<string>();
  const namespaces = new Set<string>();
  const wholes = new Set<Whole>();
  const rests = new Map<Whole, number>();
  let settings: Settings | undefined;
  let generation = -1;
  let complete = false;

  const put = (unit: string, findings: readonly Finding[]): void => {
    if (settings === undefined) return;
    ledger.put(
      unit,
      settle(findings, settings, (object) => labelsOf(object, inputs)),
    );
  };

  const touchAll = (): void => {
    for (const name of INPUT_NAMES)
      if (inputOf(name).subject !== undefined)
        for (const key of inputs.mirror(name)?.keys() ?? []) objects.add(`${name} ${key}`);
    for (const [kind, key] of custom.all()) objects.add(`${CUSTOM}${kind} ${key}`);
    for (const name of view.mirrors.namespaces.keys()) namespaces.add(name);
    wholes.add('rbac').add('argocd');
  };

  const lookAtWhole = (what: Whole, scene: Scene): void => {
    const started = clock.monotonic();
    const found =
      what === 'rbac'
        ? lookAtAccess(scene, self())
        : lookAtArgoCd(scene, facts(scene.settings.context.spec.argocd.namespace));
    if (found !== undefined) put(what, found);
    const ended = clock.monotonic();
    rests.set(what, ended + Math.max(LEAST_REST_MS, REST_FACTOR * (ended - started)));
  };

  const look = (text: string, scene: Scene): void => {
    const [name = '', key = ''] = text.split(' ');
    if (name.startsWith(CUSTOM)) return put(text, lookAtCustom(custom.get(name.slice(CUSTOM.length), key), scene));
    const { findings, level } = lookAtObject(name as InputName, key, scene);
    put(text, findings);
    levels.set(text, level);
  };

  /** One look after the other, until the time is up that nobody else is kept waiting for. */
  function* looks(scene: Scene): Generator<void> {
    for (const text of objects) {
      objects.delete(text);
      look(text, scene);
      yield;
    }
    for (const name of namespaces) {
      namespaces.delete(name);
      put(`namespace ${name}`, lookAtNamespace(name, scene));
      yield;
    }
    for (const what of wholes) {
      if ((rests.get(what) ?? 0) > clock.monotonic()) continue;
      wholes.delete(what);
      lookAtWhole(what, scene);
      yield;
    }
  }

  return {
    ledger,
    news: createNews(),
    levels,
    since: clock.monotonic(),
    reportProblems: [],
    finish: () => {
      complete = true;
    },
    get complete() {
      return complete;
    },
    get settings() {
      return settings;
    },
    configure: (policy) => {
      const { audit } = policy.spec;
      const today = midnight(clock.now());
      if (audit === undefined || (generation === policy.generation && settings?.context.today === today)) return;
      settings = settingsOf(policy, audit, clock.now());
      if (generation !== policy.generation) complete = false;
      generation = policy.generation;
      custom.configure(audit.customRules);
      touchAll();
    },
    touchObject: (name, key) => objects.add(`${name} ${key}`),
    touchCustom: (kind, key) => objects.add(`${CUSTOM}${kind} ${key}`),
    touchNamespace: (name) => namespaces.add(name),
    touchWhole: (what) => wholes.add(what),
    touchAll,
    put,
    drain: async (signal) => {
      if (settings === undefined) return undefined;
      let started = clock.monotonic();
      for (const _ of looks({ view, inputs, settings })) {
        if (clock.monotonic() - started < SLICE_MS) continue;
        await setImmediate();
        signal.throwIfAborted();
        started = clock.monotonic();
      }
      const waits = [...wholes].map((what) => Math.max(1, (rests.get(what) ?? 0) - clock.monotonic()));
      return waits.length === 0 ? undefined : Math.min(...waits);
    },
  };
}
