import type { ConfigMap } from '../../../api/kube.ts';
import type { SettingsSpec } from '../../../api/settings.ts';
import { managingTool } from '../../ownership.ts';
import { byText } from '../../order.ts';
import { cap, some } from '../../text.ts';
import { contextOf, effectiveOf, valuesOf, type Effective, type Values } from './effective.ts';
import { masked } from './faults.ts';
import { read } from './forms.ts';
import { AUXILIARY, SETTINGS } from './index.ts';
import type { ConfigMapName, Setting } from './setting.ts';
import { sourceSnippet, workloadSnippet } from './snippets.ts';
import { inSpan, spanText, valueAt } from './versions.ts';
import { configMapOf, dataOf, isSeen, viewOf, type SettingsFacts, type View } from './view.ts';
import { wantedOf, type Wanted } from './wanted.ts';

/** A key of a ConfigMap that is not as the policy asks for. */
export interface PlannedSetting {
  readonly id: string;
  readonly configMap: ConfigMapName;
  readonly key: string;
  /** Never to be shown where `sensitive` is true. */
  readonly wanted: string;
  /** What the ConfigMap says; absent where it says nothing, and for what may hold secrets. */
  readonly found?: string;
  readonly sensitive: boolean;
  readonly action: 'Set' | 'Blocked';
  /** Of what is blocked. */
  readonly reason?: BlockedReason;
  /** At most 1024 characters; holds no value of what may hold secrets. */
  readonly message: string;
}

/**
 * - `Overridden`: writing it would have no effect.
 * - `NotOwned`: a tool would put it back.
 * - `GuardBlocked`: it would shut somebody out.
 */
export type BlockedReason = 'Overridden' | 'NotOwned' | 'GuardBlocked';

interface Obstacle {
  readonly reason: BlockedReason;
  readonly message: string;
}

const obstacleOf = (reason: BlockedReason, message: string | undefined): Obstacle | undefined =>
  message === undefined ? undefined : { reason, message };

type Place = NonNullable<Setting['place']>;

interface Case extends Wanted {
  readonly place: Place;
  readonly configMap: ConfigMap | undefined;
  /** What the ConfigMap says. */
  readonly raw: string | undefined;
  readonly effective: readonly Effective[];
  readonly view: View;
  readonly values: Values;
}

/** What the value comes to when Argo CD reads it. */
function meaning(setting: Setting, raw: string | undefined, view: View): string | undefined {
  const said = raw === undefined ? undefined : read(setting.form, raw);
  return said ?? valueAt(setting.defaults, view.facts.version);
}

const isRight = ({ setting, value, raw, view }: Case): boolean =>
  meaning(setting, raw, view) === meaning(setting, value, view);

/** Workloads that something else than the ConfigMap tells another value. */
const deaf = ({ setting, value, effective, view }: Case): readonly Effective[] =>
  effective.filter((one) => !one.fromConfigMap && one.value !== meaning(setting, value, view));

function said(one: Effective, { setting, value }: Case): string {
  const { workload, source, path } = one;
  const who = workload === undefined ? '' : `${workload.kind} ${workload.name}`;
  const how = source === 'default' ? 'does not read it from there' : `has it from ${path}`;
  const snippet = workloadSnippet(setting, one, value);
  return `${who} ${how}${snippet === '' ? '' : `; change it to:\n${snippet}`}`;
}

const overridden = (deafOnes: readonly Effective[], one: Case): string =>
  some(
    deafOnes.map((effective) => said(effective, one)),
    2,
  );

/** Why setting the ConfigMap would do nothing. */
function useless(one: Case): string | undefined {
  const { setting, place, configMap, view, effective } = one;
  if (inSpan(setting, view.facts.version) === false) return `Argo CD ${view.facts.version} has no such setting`;
  if (configMap === undefined) return `ConfigMap ${place.configMap} does not exist`;
  if (!isSeen(configMap))
    return `Argo CD does not see ConfigMap ${place.configMap} without app.kubernetes.io/part-of: argocd`;
  const first = effective[0];
  if (first === undefined) return 'no workload that reads it was found';
  if (!effective.some(({ fromConfigMap }) => fromConfigMap))
    return `the ConfigMap has no effect here: ${overridden(deaf(one), one)}`;
  return undefined;
}

function harmful({ setting, effective: [first], value, values, view }: Case): string | undefined {
  return first && setting.hold?.(value, contextOf(first, values, view));
}

/** The tool that would put the ConfigMap back to what its source says, and what to write there. */
function foreign({ setting, place, configMap, value }: Case, takeOwnership: boolean): string | undefined {
  const tool = configMap && managingTool(configMap);
  if (tool === undefined || takeOwnership) return undefined;
  const snippet = sourceSnippet(tool, setting, place, value);
  return `${tool} manages ConfigMap ${place.configMap}: set it at its source, or set spec.takeOwnership\n${snippet}`;
}

function setMessage(one: Case): string {
  const { setting, place, value, raw, view } = one;
  const show = (text: string | undefined): string =>
    text === undefined ? 'absent' : JSON.stringify(cap(masked(text), 200));
  const change = setting.sensitive === true ? 'to the value in the policy' : `from ${show(raw)} to ${show(value)}`;
  const readers = [...new Set([...setting.readers.map(({ component }) => component), ...(setting.restart ?? [])])];
  const restart = readers.length === 0 ? '' : `; takes effect when ${readers.join(', ')} restart`;
  const unsure = inSpan(setting, view.facts.version) === undefined ? `; only ${spanText(setting)} know it` : '';
  const others = deaf(one);
  const without = others.length === 0 ? '' : `; not everywhere: ${overridden(others, one)}`;
  return `sets ${place.key} of ConfigMap ${place.configMap} ${change}${restart}${unsure}${without}`;
}

/** Whether every workload has the value, be it from the ConfigMap or not. */
function isDone(one: Case): boolean {
  const { effective } = one;
  if (deaf(one).length > 0) return false;
  return isRight(one) || (effective.length > 0 && !effective.some(({ fromConfigMap }) => fromConfigMap));
}

function planned(one: Case, takeOwnership: boolean): readonly PlannedSetting[] {
  const { setting, place, value, raw } = one;
  if (isDone(one)) return [];
  const said = isRight(one) ? `it says so already, but: ${overridden(deaf(one), one)}` : undefined;
  const blocked =
    obstacleOf('Overridden', useless(one)) ??
    obstacleOf('GuardBlocked', harmful(one)) ??
    obstacleOf('Overridden', said) ??
    obstacleOf('NotOwned', foreign(one, takeOwnership));
  const sensitive = setting.sensitive === true;
  return [
    {
      id: setting.id,
      configMap: place.configMap,
      key: place.key,
      wanted: value,
      ...(raw !== undefined && !sensitive && { found: raw }),
      sensitive,
      action: blocked === undefined ? 'Set' : 'Blocked',
      ...(blocked !== undefined && { reason: blocked.reason }),
      message: cap(blocked?.message ?? setMessage(one), 1024),
    },
  ];
}

function caseOf(wanted: Wanted, values: Values, view: View): readonly Case[] {
  const { place } = wanted.setting;
  if (place === undefined) return [];
  const configMap = configMapOf(view, place.configMap);
  const effective = values.get(wanted.setting.id) ?? effectiveOf(wanted.setting, view);
  return [{ ...wanted, place, configMap, raw: dataOf(configMap).get(place.key), effective, view, values }];
}

/** What to set so that the settings that a policy lists are as it asks for; no others are touched. */
export function plannedSettings(
  facts: SettingsFacts,
  spec: SettingsSpec,
  { takeOwnership }: { readonly takeOwnership: boolean },
): readonly PlannedSetting[] {
  const view = viewOf(facts);
  const values = valuesOf([...SETTINGS, ...AUXILIARY], view);
  const cases = wantedOf(spec).flatMap((wanted) => caseOf(wanted, values, view));
  return cases.flatMap((one) => planned(one, takeOwnership)).toSorted(byText(({ id }) => id));
}
