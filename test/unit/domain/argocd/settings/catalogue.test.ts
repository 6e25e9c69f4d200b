import test from 'ava';
import semver from 'semver';
import { AUXILIARY, CATALOGUE, entryOf, SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import { judgeSettings } from '../../../../../src/domain/argocd/settings/judge.ts';
import { misread } from '../../../../../src/domain/argocd/settings/forms.ts';
import type { Entry, Preset, Setting } from '../../../../../src/domain/argocd/settings/setting.ts';
import type { SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { ARGUMENT_CASES, CASES, FACTS_CASES, type Case } from './catalogue-cases.ts';
import { install, spec } from './installs.ts';

const idsOf = (facts: SettingsFacts, preset: Preset): ReadonlySet<string> =>
  new Set(judgeSettings(facts, spec({ preset })).findings.map(({ id }) => id));

const settingOf = (id: string): Setting | undefined => SETTINGS.find((setting) => setting.id === id);

function withValue(id: string, value: string | undefined, { beside = {}, version = '3.5.7' }: Case): SettingsFacts {
  const { place, readers = [] } = settingOf(id) ?? {};
  if (place === undefined) {
    const args = value === undefined ? [] : [`--${id.replace('workload/', '')}=${value}`];
    return install({ tweaks: Object.fromEntries(readers.map(({ component }) => [component, { args }])) }, { version });
  }
  const own = { ...beside[place.configMap], ...(value !== undefined && { [place.key]: value }) };
  return install({ data: { ...beside, [place.configMap]: own } }, { version });
}

const sentence = /^[A-Z].*\.$/;

test('everything that is judged has an id of its own', (t) => {
  t.deepEqual(
    CATALOGUE.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at),
    [],
  );
  t.is(entryOf('argocd-cm/exec.enabled')?.id, 'argocd-cm/exec.enabled');
  for (const id of ['__proto__', 'constructor', 'toString', '']) t.is(entryOf(id), undefined);
});

for (const entry of CATALOGUE) {
  test(`${entry.id} says why it matters and what to do`, (t) => {
    t.regex(entry.reason, /^\S.{18,168}[^.]$/);
    t.regex(entry.remedy, sentence);
    t.true(entry.remedy.length <= 1024);
    t.true(['critical', 'high', 'medium', 'low'].includes(entry.severity));
    for (const version of [entry.since, entry.before]) if (version !== undefined) t.is(semver.valid(version), version);
  });
}

for (const setting of [...SETTINGS, ...AUXILIARY]) {
  test(`${setting.id} is complete`, (t) => {
    const { place, readers, defaults, form, recommended, strict } = setting;
    t.true(place !== undefined || readers.length > 0);
    t.true(readers.every(({ env, flag }) => env !== undefined || flag !== undefined));
    const since = defaults.map((entry) => entry.since);
    t.is(since[0], undefined);
    t.deepEqual(
      since.slice(1),
      since.slice(1).toSorted((a, b) => semver.compare(a ?? '', b ?? '')),
    );
    for (const value of [recommended, strict, ...defaults.map((entry) => entry.value)])
      if (value !== undefined) t.is(misread(form, value), undefined);
    if (setting.sensitive === true) t.is(recommended ?? strict, undefined);
  });
}

function covered({ id }: Entry): boolean {
  return [CASES, FACTS_CASES, ARGUMENT_CASES].some((cases) => Object.hasOwn(cases, id));
}

test('everything that is judged has a smallest failing and a smallest passing value', (t) => {
  t.deepEqual(
    CATALOGUE.filter((entry) => !covered(entry)).map(({ id }) => id),
    [],
  );
  const known = new Set(CATALOGUE.map(({ id }) => id));
  const cases = [CASES, FACTS_CASES, ARGUMENT_CASES].flatMap((table) => Object.keys(table));
  t.deepEqual(
    cases.filter((id) => !known.has(id)),
    [],
  );
});

for (const [id, one] of Object.entries(CASES)) {
  const { bad, good, preset = 'recommended' } = one;
  test(`${id} is wrong as ${JSON.stringify(bad)} and right as ${JSON.stringify(good)}`, (t) => {
    t.true(idsOf(withValue(id, bad, one), preset).has(id));
    t.false(idsOf(withValue(id, good, one), preset).has(id));
  });
  test(`a finding about ${id} fits into a status`, (t) => {
    const { findings } = judgeSettings(withValue(id, bad, one), spec({ preset }));
    for (const { message } of findings.filter((finding) => finding.id === id)) {
      t.true(message.length <= 256);
      t.false(message.includes('…'));
    }
  });
}

for (const [id, { bad, good, preset = 'recommended' }] of Object.entries(FACTS_CASES))
  test(`${id} is told apart`, (t) => {
    t.true(idsOf(bad, preset).has(id));
    t.false(idsOf(good, preset).has(id));
  });

for (const [id, { bad = '', good = '' }] of Object.entries(ARGUMENT_CASES))
  test(`${id} is wrong as the argument ${JSON.stringify(bad)} and right as ${JSON.stringify(good)}`, (t) => {
    const { component, flag } = settingOf(id)?.readers[0] ?? { component: 'server' };
    const given = (value: string) => install({ tweaks: { [component]: { args: [`--${flag}=${value}`] } } });
    t.true(idsOf(given(bad), 'recommended').has(id));
    t.false(idsOf(given(good), 'recommended').has(id));
  });

test('what the recommended preset finds wrong the strict one does, too', (t) => {
  for (const [id, one] of Object.entries(CASES))
    if (one.preset === undefined) t.true(idsOf(withValue(id, one.bad, one), 'strict').has(id), id);
});

test('what a preset would set is right for that preset', (t) => {
  for (const setting of SETTINGS)
    for (const preset of ['recommended', 'strict'] as const) {
      const value = preset === 'strict' ? setting.strict : setting.recommended;
      const one = CASES[setting.id];
      if (value === undefined || one === undefined) continue;
      t.false(idsOf(withValue(setting.id, value, one), preset).has(setting.id), `${setting.id} ${preset}`);
    }
});
