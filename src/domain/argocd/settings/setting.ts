import type { SettingsSpec } from '../../../api/settings.ts';
import type { Violation } from '../../../api/status.ts';
import type { ComponentId } from '../components.ts';
import type { Form } from './forms.ts';
import type { Since, Span } from './versions.ts';

export type ConfigMapName = 'argocd-cm' | 'argocd-cmd-params-cm' | 'argocd-rbac-cm';
export type Severity = Violation['severity'];
export type Preset = SettingsSpec['preset'];

/** What is wrong with a value: the words that follow the name of the setting, such as `is true`. */
export interface Fault {
  readonly detail: string;
  /** Where it is worse or better than the setting usually is. */
  readonly severity?: Severity;
}

/** What else a judgement may look at. */
export interface Context {
  /** What another setting is, in the same workload where that reads it; nothing where it is not known. */
  readonly values: (id: string) => readonly string[];
  /** What Argo CD sees of a ConfigMap. */
  readonly data: (configMap: ConfigMapName) => ReadonlyMap<string, string>;
}

export type Judge = (value: string, context: Context) => Fault | undefined;

/**
 * `recommended` asks for what can be done without preparation and costs nobody anything that is in use. `strict` asks
 * for all that hardens: certificates to bring, features to do without.
 */
export interface Judges {
  readonly recommended?: Judge;
  readonly strict: Judge;
}

/** What is known of everything that is judged, and what the reference is made of. */
interface Described extends Span {
  readonly id: string;
  readonly severity: Severity;
  /** Why it matters, as words that follow a colon. */
  readonly reason: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
  /** The value may hold secrets: it is never shown. */
  readonly sensitive?: boolean;
}

/** One way in which a component gets a setting: an argument wins over the environment variable. */
export interface Reader {
  readonly component: ComponentId;
  readonly env?: string;
  /** Without the dashes. */
  readonly flag?: string;
}

/** One setting: a key of a ConfigMap, or a flag or environment variable alone. */
export interface Setting extends Described {
  readonly type: 'setting';
  readonly place?: { readonly configMap: ConfigMapName; readonly key: string };
  readonly form: Form;
  /** By version, the oldest first. */
  readonly defaults: readonly Since[];
  /** Empty where Argo CD reads the ConfigMap itself. */
  readonly readers: readonly Reader[];
  /** Components that read the ConfigMap themselves, but only when they start. */
  readonly restart?: readonly ComponentId[];
  readonly judges: Judges;
  readonly recommended?: string;
  readonly strict?: string;
  /** Why setting it to this value now would shut somebody out. */
  readonly hold?: (wanted: string, context: Context) => string | undefined;
}

/** Keys of a ConfigMap by their pattern, each judged by itself. */
export interface KeysCheck extends Described {
  readonly type: 'keys';
  readonly configMap: ConfigMapName;
  /** For people. */
  readonly pattern: string;
  readonly matches: (key: string) => boolean;
  /** With the name of the key. */
  readonly judges: {
    readonly recommended?: (value: string, context: Context, key: string) => Fault | undefined;
    readonly strict: (value: string, context: Context, key: string) => Fault | undefined;
  };
}

/** What is known of a Secret without a look at its values. */
export interface SecretFacts {
  readonly name: string;
  /** The names of its entries, where they are known. */
  readonly keys?: readonly string[];
}

/** A Secret, by its presence or the names of its entries. */
export interface SecretCheck extends Described {
  readonly type: 'secret';
  readonly secret: string;
  /** Undefined is a Secret that does not exist. `unknown`: the facts do not tell. */
  readonly judges: {
    readonly recommended?: (secret: SecretFacts | undefined) => Fault | 'unknown' | undefined;
    readonly strict: (secret: SecretFacts | undefined) => Fault | 'unknown' | undefined;
  };
}

/** Whether Argo CD sees a ConfigMap at all. */
export interface LabelCheck extends Described {
  readonly type: 'label';
  readonly configMap: ConfigMapName;
}

export type Entry = Setting | KeysCheck | SecretCheck | LabelCheck;

type Optional = 'strict' | 'readers';

/** A setting as the tables write it: one judge for both presets, or one for each. */
export type Draft = Omit<Setting, 'type' | 'id' | 'place' | 'judges' | 'defaults' | Optional> &
  Partial<Pick<Setting, Optional>> & {
    readonly usual: string | readonly Since[];
    readonly judge?: Judge;
    readonly judgeStrictly?: Judge;
  };

const never: Judge = () => undefined;

function complete(id: string, draft: Draft): Setting {
  const { usual, judge, judgeStrictly = judge ?? never, readers = [], strict = draft.recommended, ...rest } = draft;
  return {
    ...rest,
    type: 'setting',
    id,
    readers,
    defaults: typeof usual === 'string' ? [{ value: usual }] : usual,
    judges: { ...(judge !== undefined && { recommended: judge }), strict: judgeStrictly },
    ...(strict !== undefined && { strict }),
  };
}

/** A setting that is a key of a ConfigMap. */
export const keyOf = (configMap: ConfigMapName, key: string, draft: Draft): Setting => ({
  ...complete(`${configMap}/${key}`, draft),
  place: { configMap, key },
});

/** A setting that only a flag or an environment variable of a component makes. */
export const flagOf = (name: string, draft: Draft): Setting => complete(`workload/${name}`, draft);

/** What a setting should be by a preset, where one value is right for everybody. */
export const valueFor = (setting: Setting, preset: Preset): string | undefined =>
  preset === 'strict' ? setting.strict : setting.recommended;
