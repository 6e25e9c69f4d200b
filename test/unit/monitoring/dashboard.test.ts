import { readFileSync } from 'node:fs';
import test from 'ava';
import { stringify } from 'yaml';
import { z } from 'zod';
import { operatorMetrics } from '../../../docs-metrics.ts';
import { queryProblems, readQuery } from '../../support/promql.ts';
import { promtool } from '../../support/promtool.ts';

const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };
/** Grafana draws panels on so many columns. */
const COLUMNS = 24;

const placeSchema = z.object({ x: z.number(), y: z.number(), w: z.number().min(1), h: z.number().min(1) });
const rowSchema = z.object({ id: z.number(), type: z.literal('row'), title: z.string(), gridPos: placeSchema });
const panelSchema = z.object({
  id: z.number(),
  type: z.enum(['stat', 'timeseries', 'bargauge']),
  title: z.string().min(1),
  description: z.string().regex(/\.$/),
  gridPos: placeSchema,
  datasource: z.object({ type: z.string(), uid: z.string() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
  targets: z
    .array(
      z.object({
        refId: z.string(),
        expr: z.string(),
        legendFormat: z.string(),
        datasource: z.object({ uid: z.string() }),
      }),
    )
    .min(1),
});
const dashboardSchema = z.object({
  uid: z.string(),
  id: z.undefined().optional(),
  panels: z.array(z.union([rowSchema, panelSchema])),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), definition: z.string().optional() })),
  }),
});

const text = readFileSync(new URL('../../../config/monitoring/dashboard.json', import.meta.url), 'utf8');
const { uid, panels, templating } = dashboardSchema.parse(JSON.parse(text));
const drawn = panels.filter((panel) => panel.type !== 'row');
/** As Grafana would send them for all policies and namespaces. */
const queryOf = (expr: string): string => expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');
const queries = drawn.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, query: queryOf(expr) })));

test('it stays the same dashboard, with the data source that is chosen', (t) => {
  t.is(uid, 'gitops-security-operator');
  t.deepEqual(
    templating.list.map(({ name, type }) => [name, type]),
    [
      ['datasource', 'datasource'],
      ['policy', 'query'],
      ['namespace', 'query'],
    ],
  );
  for (const { title, datasource, targets } of drawn) {
    t.deepEqual(datasource, DATA_SOURCE, title);
    for (const target of targets) t.is(target.datasource.uid, DATA_SOURCE.uid, title);
  }
});

test('it has a row for each of what is asked of it', (t) => {
  const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  t.deepEqual(rows, ['State', 'Drift', 'Findings', 'Other scanners', 'Operator']);
});

test('every panel has an id and a title of its own', (t) => {
  t.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  t.is(new Set(panels.map(({ title }) => title)).size, panels.length);
});

test('no panel lies on another, nor beyond the edge', (t) => {
  const taken = new Map<string, string>();
  for (const { title, gridPos } of panels) {
    t.true(gridPos.x >= 0 && gridPos.x + gridPos.w <= COLUMNS, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        t.is(taken.get(`${x} ${y}`), undefined, `${title} lies on another`);
        taken.set(`${x} ${y}`, title);
      }
  }
});

test('Prometheus can read every query', async (t) => {
  const rules = queries.map(({ query }, index) => ({ record: `panel:query:${index}`, expr: query }));
  const file = stringify({ groups: [{ name: 'dashboard', rules }] });
  const verdict = await promtool({ 'rules.yaml': file }, ['check', 'rules', 'rules.yaml']);
  t.true(verdict.ok, verdict.text);
  t.regex(verdict.text, new RegExp(`SUCCESS: ${queries.length} rules found`));
});

test('every query asks for what there is', (t) => {
  t.true(queries.length > 25);
  t.deepEqual(
    queries.flatMap(({ title, query }) =>
      queryProblems(query, operatorMetrics()).map((problem) => `${title}: ${problem}`),
    ),
    [],
  );
});

test('every legend names a label that the query leaves', (t) => {
  for (const { title, targets } of drawn)
    for (const { expr, legendFormat } of targets)
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        t.true(readQuery(queryOf(expr)).labels.includes(label), `${title}: ${label}`);
});

test('variables list labels that there are', (t) => {
  for (const { name, definition } of templating.list) {
    if (definition === undefined) continue;
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? [];
    t.true(
      operatorMetrics().some((each) => each.name === metric && each.labelNames.includes(label)),
      name,
    );
  }
});

test('all of our own metrics are shown', (t) => {
  const shown = new Set(queries.flatMap(({ query }) => readQuery(query).metrics));
  const own = operatorMetrics().filter(({ name }) => name.startsWith('gitops_security_'));
  t.deepEqual(
    own.filter(({ name }) => !shown.has(name)).map(({ name }) => name),
    [],
  );
});
