import type { SettingsSpec } from '../../../api/settings.ts';
import { byText } from '../../order.ts';
import { cap } from '../../text.ts';
import type { ComponentId } from '../components.ts';
import { contextOf, valuesOf, type Effective, type Source, type Values } from './effective.ts';
import { fault, masked } from './faults.ts';
import { read } from './forms.ts';
import { AUXILIARY, CATALOGUE, SETTINGS } from './index.ts';
import { judgeKeys, judgeLabel, judgeSecret } from './judge-objects.ts';
import { valueFor, type Entry, type Fault, type Preset, type Setting } from './setting.ts';
import { asFinding, SEVERITIES, type SettingFinding, type Unjudged, type Verdict } from './verdict.ts';
import { inSpan, spanText } from './versions.ts';
import { viewOf, type ObjectRef, type SettingsFacts, type View } from './view.ts';
import { settingsProblems, skippedOf, wantedOf, type SettingsProblem } from './wanted.ts';

/** What a setting is, and what it should be. */
export interface SettingState {
  readonly id: string;
  readonly component?: ComponentId;
  readonly workload?: ObjectRef;
  /** Absent for what may hold secrets. */
  readonly value?: string;
  readonly source: Source;
  /** Absent where no value is right for everybody, and for what may hold secrets. */
  readonly recommended?: string;
  readonly deviates: boolean;
  /** The ConfigMap was written after pods started that read it, as far as Kubernetes remembers. */
  readonly restartPending: boolean;
}

export interface Judgement {
  readonly findings: readonly SettingFinding[];
  readonly states: readonly SettingState[];
  /** What could not be judged, and why. */
  readonly notJudged: readonly Unjudged[];
  readonly problems: readonly SettingsProblem[];
}

interface Asked {
  readonly preset: Preset;
  /** By id, what the policy asks for in place of the preset. */
  readonly values: ReadonlyMap<string, string>;
  readonly skipped: ReadonlySet<string>;
}

function askedOf(spec: SettingsSpec): Asked {
  const listed = new Set(spec.keys.flatMap(({ id, value }) => (value === undefined ? [] : [id])));
  const wanted = wantedOf(spec).filter(({ setting }) => listed.has(setting.id));
  return {
    preset: spec.preset,
    values: new Map(wanted.map(({ setting, value }) => [setting.id, value])),
    skipped: skippedOf(spec),
  };
}

/** What the policy asks for by a value is not judged by anything else: whoever wrote the policy has judged it. */
function faultOf(setting: Setting, one: Effective, value: string, asked: Asked, values: Values, view: View) {
  const wanted = asked.values.get(setting.id);
  if (wanted === undefined) return setting.judges[asked.preset]?.(value, contextOf(one, values, view));
  if ((read(setting.form, wanted) ?? wanted) === value) return undefined;
  return differs(setting, value, wanted);
}

function differs({ sensitive }: Setting, value: string, wanted: string): Fault {
  if (sensitive === true) return fault('is not what the policy asks for');
  const [found, asked] = [value, wanted].map((text) => JSON.stringify(cap(masked(text), 60)));
  return fault(`is ${found}, and the policy asks for ${asked}`);
}

const ORIGIN: Readonly<Record<Source, string>> = {
  argument: ' by an argument',
  environment: ' by an environment variable',
  ConfigMap: '',
  default: ' by default',
};

const nameOf = ({ place, id }: Setting): string => place?.key ?? id.replace(/^workload\//, '');

function stateOf(setting: Setting, one: Effective, value: string, deviates: boolean, asked: Asked): SettingState {
  const { component, workload, source, restartPending } = one;
  const recommended = asked.values.get(setting.id) ?? valueFor(setting, asked.preset);
  const shown = setting.sensitive !== true;
  return {
    id: setting.id,
    ...(component !== undefined && { component }),
    ...(workload !== undefined && { workload }),
    ...(shown && { value: cap(masked(value), 1024) }),
    source,
    ...(shown && recommended !== undefined && { recommended: cap(masked(recommended), 1024) }),
    deviates,
    restartPending,
  };
}

interface SettingVerdict extends Verdict {
  readonly states: readonly SettingState[];
}

function judgeOne(setting: Setting, one: Effective, asked: Asked, values: Values, view: View): SettingVerdict {
  if (one.value === undefined) {
    const where = one.workload === undefined ? '' : ` in ${one.workload.kind} ${one.workload.name}`;
    const unjudged = { id: setting.id, why: cap(`${one.unknown ?? ''}${where}`, 256) };
    return { findings: [], states: [], notJudged: isJudged(setting, asked) ? [unjudged] : [] };
  }
  const found = faultOf(setting, one, one.value, asked, values, view);
  const findings = found === undefined ? [] : [asFinding(setting, found, nameOf(setting), ORIGIN[one.source], one)];
  return { findings, states: [stateOf(setting, one, one.value, found !== undefined, asked)], notJudged: [] };
}

/** Whether the preset or the policy has anything to say about it. */
const isJudged = (entry: Entry, { preset, values }: Asked): boolean =>
  entry.type === 'label' || values.has(entry.id) || entry.judges[preset] !== undefined;

/** Why it is not judged, where it is one of certain versions only. What is said all the same is looked at. */
function unversioned(entry: Entry, asked: Asked, values: Values, view: View): Unjudged | 'absent' | undefined {
  const has = inSpan(entry, view.facts.version);
  if (has === true) return undefined;
  if (has === false || !isJudged(entry, asked)) return 'absent';
  const said = (values.get(entry.id) ?? []).some(({ source }) => source !== 'default');
  return said ? undefined : { id: entry.id, why: `it is one of ${spanText(entry)}, and the version is not known` };
}

function judgeEntry(entry: Entry, asked: Asked, values: Values, view: View): Verdict & Partial<SettingVerdict> {
  const unknown = unversioned(entry, asked, values, view);
  if (unknown !== undefined) return { findings: [], notJudged: unknown === 'absent' ? [] : [unknown] };
  if (entry.type === 'keys') return judgeKeys(entry, asked.preset, values, view);
  if (entry.type === 'secret') return judgeSecret(entry, asked.preset, view);
  if (entry.type === 'label') return judgeLabel(entry, view);
  const verdicts = (values.get(entry.id) ?? []).map((one) => judgeOne(entry, one, asked, values, view));
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    states: verdicts.flatMap(({ states }) => states),
    notJudged: verdicts.flatMap(({ notJudged }) => notJudged),
  };
}

/** One of each, in an order that depends on nothing else. */
function sorted<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [textOf(item), item])).values()].toSorted(byText(textOf));
}

const findingText = ({ severity, id, object, path }: SettingFinding): string =>
  [SEVERITIES.indexOf(severity), id, object.kind, object.name, path].join('\0');

const stateText = ({ id, component, workload }: SettingState): string =>
  [id, component ?? '', workload?.kind ?? '', workload?.name ?? ''].join('\0');

/**
 * What is wrong with the settings of Argo CD by the preset of a policy, and what each of them is.
 *
 * @returns findings with the worst first; nothing in it shows a value that may hold secrets
 */
export function judgeSettings(facts: SettingsFacts, spec: SettingsSpec): Judgement {
  const view = viewOf(facts);
  const values = valuesOf([...SETTINGS, ...AUXILIARY], view);
  const asked = askedOf(spec);
  const verdicts = CATALOGUE.filter(({ id }) => !asked.skipped.has(id)).map((entry) =>
    judgeEntry(entry, asked, values, view),
  );
  return {
    findings: sorted(
      verdicts.flatMap(({ findings }) => findings),
      findingText,
    ),
    states: sorted(
      verdicts.flatMap(({ states = [] }) => states),
      stateText,
    ),
    notJudged: sorted(
      verdicts.flatMap(({ notJudged }) => notJudged),
      ({ id, why }) => `${id}\0${why}`,
    ),
    problems: settingsProblems(spec),
  };
}
