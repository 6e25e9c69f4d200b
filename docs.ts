import { mkdir, writeFile } from 'node:fs/promises';
import { metricsPage } from './docs-metrics.ts';
import { type Page, rulePages } from './docs-rules.ts';
import { auditLogSchema } from './src/api/audit-log.ts';
import { CATALOGUE } from './src/domain/argocd/settings/index.ts';
import { type Entry, type Preset, valueFor } from './src/domain/argocd/settings/setting.ts';
import { spanText } from './src/domain/argocd/settings/versions.ts';

/** The reference of settings in Markdown, from the same table that Argo CD is judged by. */

export const SETTINGS_PAGE = 'docs/reference/settings.md';

const INTRODUCTION = `<!-- Generated from src/domain/argocd/settings; see make docs. -->

# Settings

What \`spec.settings\` knows of Argo CD: ${CATALOGUE.length} entries. [docs/settings.md](../settings.md) tells how they are judged and set.

- **Argo CD** has the versions that know it; empty: every one.
- **recommended** and **strict** have what the preset of that name asks for. "judged": there is no one value for everybody. Empty: the preset does
  not judge it. In parentheses: it is not judged, but what a listed key without a value is set to.
- Many are judged only where it matters, such as \`dexserver.disable.tls\` where there is a \`dex.config\`.
- **Severity** is what a finding usually has; one that is worse or better has another.
- **Set**: "yes", if it is listed in \`spec.settings.keys\`. "with strict": without a value of your own only by that preset. "with a value": only
  with a value of your own. "no": it is only judged.`;

const TABLES: readonly { readonly heading: string; readonly has: (entry: Entry) => boolean }[] = [
  ...['argocd-cm', 'argocd-cmd-params-cm', 'argocd-rbac-cm'].map((name) => ({
    heading: `ConfigMap ${name}`,
    has: ({ id, type }: Entry) => type !== 'secret' && id.startsWith(`${name}/`),
  })),
  { heading: 'Arguments and environment variables of the workloads', has: ({ id }) => id.startsWith('workload/') },
  { heading: 'Secrets', has: ({ type }) => type === 'secret' },
];

const COLUMNS = ['Setting', 'Argo CD', 'Default', 'recommended', 'strict', 'Severity', 'Why', 'Remedy', 'Set'];

/** Values of a ConfigMap are text, so that YAML needs quotes around most of them. */
const code = (value: string): string => `\`${JSON.stringify(value)}\``;

function nameOf(entry: Entry): string {
  return entry.type === 'keys' ? `\`${entry.id}\`: the keys \`${entry.pattern}\`` : `\`${entry.id}\``;
}

const versionsOf = (entry: Entry): string =>
  entry.since === undefined && entry.before === undefined ? '' : spanText(entry);

function defaultOf(entry: Entry): string {
  if (entry.type !== 'setting') return '';
  return entry.defaults
    .map(({ since, value }) => `${code(value)}${since === undefined ? '' : ` since ${since}`}`)
    .join(', ');
}

function askedBy(entry: Entry, preset: Preset): string {
  const isJudged = entry.type === 'label' || entry.judges[preset] !== undefined;
  const value = entry.type === 'setting' ? valueFor(entry, preset) : undefined;
  if (value === undefined) return isJudged ? 'judged' : '';
  return isJudged ? code(value) : `(${code(value)})`;
}

function settable(entry: Entry): string {
  if (entry.type !== 'setting' || entry.place === undefined) return 'no';
  if (valueFor(entry, 'recommended') !== undefined) return 'yes';
  if (valueFor(entry, 'strict') !== undefined) return 'with strict, or with a value';
  return entry.sensitive === true ? 'with a value that refers to its secrets' : 'with a value';
}

function row(entry: Entry): string {
  const { severity, reason, remedy } = entry;
  const presets = (['recommended', 'strict'] as const).map((preset) => askedBy(entry, preset));
  const cells = [nameOf(entry), versionsOf(entry), defaultOf(entry), ...presets, severity, reason, remedy];
  return tableRow([...cells, settable(entry)]);
}

const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(entries: readonly Entry[]): string {
  return [tableRow(COLUMNS), tableRow(COLUMNS.map(() => '---')), ...entries.map(row)].join('\n');
}

/** The whole page: one table for each ConfigMap, and one for each of what no ConfigMap says. */
export function settingsReference(): string {
  const tables = TABLES.map(({ heading, has }) => `## ${heading}\n\n${table(CATALOGUE.filter(has))}`);
  return `${[INTRODUCTION, ...tables].join('\n\n')}\n`;
}

/** The JSON Schema of the lines of the audit log. */
export const auditLogPage: Page = {
  path: 'docs/reference/audit-log.schema.json',
  text: `${JSON.stringify(auditLogSchema(), undefined, 2)}\n`,
};

async function write(): Promise<void> {
  const pages = [{ path: SETTINGS_PAGE, text: settingsReference() }, metricsPage(), auditLogPage, ...rulePages()];
  await mkdir(new URL('docs/rules', import.meta.url), { recursive: true });
  for (const { path, text } of pages) await writeFile(new URL(path, import.meta.url), text);
}

if (import.meta.main) await write();
