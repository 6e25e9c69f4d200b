import { readFile } from 'node:fs/promises';
import test from 'ava';
import { SETTINGS_PAGE, settingsReference } from '../../../docs.ts';
import { CATALOGUE } from '../../../src/domain/argocd/settings/index.ts';
import type { Preset } from '../../../src/domain/argocd/settings/setting.ts';
import { settingsProblems } from '../../../src/domain/argocd/settings/wanted.ts';

/** The cells of each row, by the id in the first of them; headings and rulers have none. */
const rows = settingsReference()
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
const idOf = ([, name = '']: readonly string[]): string => name.split('`')[1] ?? '';
const settable = new Map(rows.map((cells) => [idOf(cells), cells.at(-2) ?? '']));

test(`${SETTINGS_PAGE} is what the table of settings generates`, async (t) => {
  const checkedIn = await readFile(new URL(`../../../${SETTINGS_PAGE}`, import.meta.url), 'utf8');
  t.true(checkedIn === settingsReference(), `${SETTINGS_PAGE} is stale: run make docs`);
});

test('every setting has one row, and every row nine cells', (t) => {
  t.deepEqual(rows.map(idOf).toSorted(), CATALOGUE.map(({ id }) => id).toSorted());
  for (const cells of rows) t.is(cells.length, 11, cells.join('|'));
});

const isPossible = (id: string, preset: Preset, value?: string): boolean =>
  settingsProblems({ preset, keys: [{ id, skip: false, ...(value !== undefined && { value }) }] }).length === 0;

/** What the page should say of whether a setting can be set, by what a policy that lists it comes to. */
function whatPoliciesCanDo(id: string): RegExp {
  if (isPossible(id, 'recommended')) return /^yes$/;
  if (isPossible(id, 'strict')) return /^with strict/;
  return ['true', '1', ''].some((value) => isPossible(id, 'recommended', value)) ? /^with a value/ : /^no$/;
}

test('what can be set is what a policy can list', (t) => {
  for (const { id } of CATALOGUE) t.regex(settable.get(id) ?? '', whatPoliciesCanDo(id), id);
});

test('versions, defaults and both presets are told as they are', (t) => {
  const page = settingsReference();
  t.regex(page, /\| `argocd-cm\/server\.rbac\.log\.enforce\.enable` \| versions before 3\.0\.0 \|/);
  t.regex(page, /resourceTrackingMethod` \|  \| `"label"`, `"annotation"` since 3\.0\.0 \| `"annotation"` \|/);
  t.regex(page, /`argocd-cm\/helm\.valuesFileSchemes` \|  \| `"https,http"` \| `"https"` \| `""` \| low \|/);
  t.regex(page, /`argocd-rbac-cm\/scopes` \|  \| `"\[groups\]"` \| \(`"\[groups\]"`\) \| `"\[groups\]"` \|/);
  t.regex(page, /`argocd-cm\/kustomize\.enable` \|  \| `"true"` \|  \| judged \| low \|/);
});
