import type { Policy } from '../api/policy.ts';
import type { KubeObject } from '../api/kube.ts';
import type { Drift, Managed, Neutralised } from '../api/status.ts';
import type { Desired } from '../domain/hardening/outcome.ts';
import type { PolicyPlan } from '../domain/policy-plan.ts';
import type { Section } from '../domain/section.ts';

/** How often one object of ours was corrected since it was last left alone. */
export interface Fight {
  readonly manager: string;
  readonly times: number;
  /** Monotonic time in ms of the last correction. */
  readonly at: number;
}

/** What is known of one policy between its reconciliations: all of it can be rebuilt from its status and the cluster. */
export interface Memory {
  readonly uid: string;
  /** What is healed, by object key. */
  desired: ReadonlyMap<string, Desired>;
  /** What was written, by object key. */
  readonly applied: Map<string, Managed>;
  /** The same in full, as far as this process wrote it: what an edit is measured against. */
  readonly written: Map<string, KubeObject>;
  /** Fingerprints of the settings that were set, by id. */
  readonly settings: Map<string, string>;
  /** Writes under way, by object key; they never reject. */
  readonly writing: Map<string, Promise<void>>;
  /** Versions between two writes of one correction, by object key: who sees one sees what is past already. */
  readonly passing: Map<string, string>;
  /** Policies of others that are emptied, by object key. */
  neutralised: Map<string, Neutralised>;
  drift: readonly Drift[];
  corrected: number;
  /** Writes that failed last time, by object key, in words. */
  readonly failures: Map<string, string>;
  readonly fights: Map<string, Fight>;
  /** The sections that are written: what is noticed of others is only reported. */
  enforcing: ReadonlySet<Section>;
  /** The generation of the policy that was last acted on: a status must not claim a later one. */
  acted: number;
  /** The generation of the policy that was last seen, and when it was new, in monotonic ms. */
  seen: { readonly generation: number; readonly at: number };
  /** Monotonic time in ms. */
  reportedAt: number;
  /** What was last planned. */
  plan: PolicyPlan | undefined;
  /** How long it last took to plan, in ms. */
  lookMs: number;
}

/** A ConfigMap is never ours: what is said of one is said of a key in it. */
const isSetting = ({ kind }: Managed): boolean => kind === 'ConfigMap';

/** Fingerprints of what was applied, by object key: looked up, not copied, as there may be thousands. */
export const hashesOf = ({ applied }: Memory): Pick<ReadonlyMap<string, string>, 'get' | 'has'> => ({
  get: (key) => applied.get(key)?.hash,
  has: (key) => applied.has(key),
});

type Ref = Pick<Managed, 'kind' | 'namespace' | 'name'>;

/** As the key of the object itself. */
const keyed = <T extends Ref>(entries: readonly T[]): Map<string, T> =>
  new Map(entries.map((entry) => [`${entry.kind}/${entry.namespace ?? ''}/${entry.name}`, entry]));

/** After a restart, the status tells what was written, and what rules were emptied. */
export function remember({ uid, status }: Policy): Memory {
  return {
    uid,
    desired: new Map(),
    applied: keyed((status?.managed ?? []).filter((entry) => !isSetting(entry))),
    written: new Map(),
    settings: new Map(
      (status?.managed ?? []).filter(isSetting).map(({ name, component, hash }) => [`${name}/${component}`, hash]),
    ),
    writing: new Map(),
    passing: new Map(),
    neutralised: keyed(status?.neutralised ?? []),
    drift: (status?.drift ?? []).filter(({ corrected }) => corrected),
    corrected: status?.summary?.corrected ?? 0,
    failures: new Map(),
    fights: new Map(),
    enforcing: new Set(),
    acted: 0,
    seen: { generation: status?.observedGeneration ?? 0, at: Number.NEGATIVE_INFINITY },
    reportedAt: Number.NEGATIVE_INFINITY,
    plan: undefined,
    lookMs: 0,
  };
}

/** The addresses that hosts had before a restart: only what is an address is believed later on. */
export function rememberedHosts({ status }: Policy): ReadonlyMap<string, readonly string[]> {
  return new Map((status?.hosts ?? []).map(({ host, addresses }) => [host, addresses]));
}
