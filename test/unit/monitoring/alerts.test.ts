import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { operatorMetrics } from '../../../docs-metrics.ts';
import { type Alert, alertGroups, alerts } from '../../support/alerts.ts';
import { queryProblems } from '../../support/promql.ts';
import { promtool } from '../../support/promtool.ts';

const casesSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({
          alertname: z.string(),
          exp_alerts: z.array(z.object({ exp_labels: z.record(z.string(), z.string()) })),
        }),
      ),
    }),
  ),
});

const files = Object.fromEntries(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.yaml'))
    .map((name) => [name, readFileSync(join(import.meta.dirname, name), 'utf8')]),
);
const cases = Object.values(files)
  .flatMap((text) => casesSchema.parse(parse(text)).tests)
  .flatMap((each) => each.alert_rule_test);

/** The rules as Prometheus reads them. */
const rulesFile = (change: (alert: Alert) => object): string =>
  stringify({ groups: alertGroups.map((group) => ({ ...group, rules: group.rules.map(change) })) });

/** promtool would have every test repeat the annotations. */
const withoutAnnotations = ({ annotations: _, ...rule }: Alert): object => rule;

const testRules = (rules: string) =>
  promtool({ ...files, 'rules.yaml': rules }, ['test', 'rules', ...Object.keys(files)]);

test('Prometheus can read the rules, and expand their annotations', async (t) => {
  const { ok, text } = await promtool({ 'rules.yaml': rulesFile((rule) => rule) }, ['check', 'rules', 'rules.yaml']);
  t.true(ok, text);
  t.regex(text, new RegExp(`SUCCESS: ${alerts.length} rules found`));
});

test('every alert fires when it should, and only then', async (t) => {
  const { ok, text } = await testRules(rulesFile(withoutAnnotations));
  t.true(ok, text);
});

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/alertname: ?(\w+)/g)].map(([, name = '']) => name))].toSorted();

test('an alert that never fires would be noticed', async (t) => {
  const { text } = await testRules(rulesFile((rule) => ({ ...withoutAnnotations(rule), expr: 'vector(1) > 2' })));
  t.deepEqual(namesIn(text), alerts.map(({ alert }) => alert).toSorted(), text);
});

test('an alert that sees only an increase would be noticed: a counter may begin with 1', async (t) => {
  const naive = {
    GitOpsSecurityDriftCorrected: 'sum by (policy, kind) (increase(gitops_security_corrections_total[10m])) > 0',
    GitOpsSecurityOperatorFault: 'sum(increase(controller_runtime_reconcile_panics_total[15m])) > 0',
  };
  const change = (rule: Alert): object => ({
    ...rule,
    expr: new Map(Object.entries(naive)).get(rule.alert) ?? rule.expr,
  });
  const { text } = await testRules(rulesFile((rule) => withoutAnnotations(change(rule) as Alert)));
  t.deepEqual(namesIn(text), Object.keys(naive), text);
});

test('every alert has a case in which it fires, and one in which it does not', (t) => {
  for (const { alert } of alerts) {
    const fired = cases.filter(({ alertname }) => alertname === alert).map(({ exp_alerts: all }) => all.length > 0);
    t.true(fired.includes(true) && fired.includes(false), alert);
  }
});

test('each has a name of its own', (t) => {
  t.is(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  t.true(alerts.length > 15);
});

for (const { alert, expr, annotations, labels } of alerts) {
  test(`${alert} asks for what there is`, (t) => t.deepEqual(queryProblems(expr, operatorMetrics()), []));

  test(`${alert} tells in sentences, of labels that it has`, (t) => {
    const { summary, description } = annotations;
    for (const text of [summary, description]) t.regex(text, /^\S.*[.]$/s);
    const had = new Set(
      cases
        .filter(({ alertname }) => alertname === alert)
        .flatMap(({ exp_alerts: fired }) => fired.flatMap(({ exp_labels: each }) => Object.keys(each))),
    );
    for (const [, name = ''] of `${summary} ${description}`.matchAll(/\$labels\.(\w+)/g))
      // Where there is no pod, what is scraped is named.
      t.true(had.has(name) || (name === 'instance' && had.has('pod')), `${name} is none of ${[...had].join(', ')}`);
    t.true(['critical', 'warning'].includes(labels.severity));
  });

  test(`${alert} has a playbook`, (t) => {
    const prefix = 'https://github.com/example/gitops-security-operator/blob/main/';
    t.true(annotations.runbook_url.startsWith(`${prefix}docs/playbooks/`));
    const path = annotations.runbook_url.slice(prefix.length);
    t.true(existsSync(new URL(`../../../${path}`, import.meta.url)), `${path} does not exist`);
    const playbook = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
    t.true(playbook.includes(`\`${alert}\``), `${path} does not name ${alert}`);
  });
}
