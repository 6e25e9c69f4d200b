import type { SettingsSpec } from '../../../api/settings.ts';
import { misread } from './forms.ts';
import { entryOf } from './index.ts';
import { inlineSecret } from './inline-secret.ts';
import { valueFor, type Entry, type Preset, type Setting } from './setting.ts';

type Key = SettingsSpec['keys'][number];

/** Something in the policy that cannot be done. */
export interface SettingsProblem {
  /** Where in the spec. */
  readonly field: string;
  readonly message: string;
}

/** A setting that the policy asks for, and as what. */
export interface Wanted {
  readonly setting: Setting;
  readonly value: string;
}

function valueProblem({ form, sensitive }: Setting, value: string): string | undefined {
  const secret = sensitive === true ? inlineSecret(value) : undefined;
  if (secret !== undefined) return `its ${secret.field} must be a reference such as $oidc.clientSecret`;
  return misread(form, value);
}

function keyProblem({ id, value, skip }: Key, entry: Entry | undefined, preset: Preset): string | undefined {
  if (entry === undefined) return 'is no setting that is known here: see the reference of settings';
  if (skip) return undefined;
  if (entry.type !== 'setting' || entry.place === undefined)
    return `is only judged: it is not one key of a ConfigMap. Set skip for ${id}, or remove it from the list`;
  if (value !== undefined) return valueProblem(entry, value);
  return valueFor(entry, preset) === undefined
    ? `needs a value: the preset ${preset} has none that is right for everybody`
    : undefined;
}

/** What in the settings of a policy cannot be done; the rest of it is. */
export function settingsProblems({ keys, preset }: SettingsSpec): SettingsProblem[] {
  return keys.flatMap((key, at) => {
    const message = keyProblem(key, entryOf(key.id), preset);
    if (message === undefined) return [];
    const about = message.startsWith('must') || message.startsWith('its') ? 'value' : 'id';
    return [{ field: `settings.keys[${at}].${about}`, message }];
  });
}

/** The settings that the policy lists, in its order, without those that it skips or cannot have. */
export function wantedOf({ keys, preset }: SettingsSpec): Wanted[] {
  return keys.flatMap((key) => {
    const setting = entryOf(key.id);
    if (key.skip || setting?.type !== 'setting' || keyProblem(key, setting, preset) !== undefined) return [];
    const value = key.value ?? valueFor(setting, preset);
    return value === undefined ? [] : [{ setting, value }];
  });
}

export const skippedOf = ({ keys }: SettingsSpec): ReadonlySet<string> =>
  new Set(keys.filter(({ skip }) => skip).map(({ id }) => id));
