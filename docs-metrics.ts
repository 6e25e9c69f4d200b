import { z } from 'zod';
import type { Page } from './docs-rules.ts';
import { KIND } from './src/api/policy.ts';
import { createMetrics } from './src/engine/metrics.ts';
import { WorkQueue } from './src/engine/workqueue.ts';
import { collectMetrics } from './src/steps/collected-metrics.ts';
import { createDomainMetrics } from './src/steps/domain-metrics.ts';

/** The reference of metrics in Markdown, from the same objects that are scraped. */

const metricSchema = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  labelNames: z.array(z.string()),
});

export type MetricDescription = z.output<typeof metricSchema>;

/** Every metric that the operator registers, sorted by name. */
export function operatorMetrics(): readonly MetricDescription[] {
  const { registry, watchQueue } = createMetrics(KIND.toLowerCase(), 'localhost', 1);
  watchQueue(new WorkQueue());
  const nothing = (): [] => [];
  const audits = { tallies: nothing, exceptions: nothing, reflectors: nothing };
  // Nobody scrapes it: what would be looked at then is not needed.
  const view = {} as Parameters<typeof collectMetrics>[1]['view'];
  collectMetrics(registry, { view, audits, scanners: { summaries: nothing } });
  createDomainMetrics(registry);
  const described = registry.getMetricsAsArray().map((metric) => metricSchema.parse(metric));
  return described.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Part {
  readonly heading: string;
  readonly has: RegExp;
  readonly text: string;
  /** When metrics are not there, by name; empty for those that are there from the start of the process. */
  readonly absent: Readonly<Record<string, string>>;
}

const PARTS: readonly Part[] = [
  {
    heading: 'Policies',
    has: /^gitops_security_(?!watch)/,
    text: 'Only the replica that leads tells of policies: another one has none of these series. All series of a policy go with it, and those of a policy that stalls stay as they were, but for its conditions.',
    absent: {
      gitops_security_condition:
        'for a condition that the policy does not have: `Stalled` and `Reconciling` are there only while they are true, `Audited` only with a section `audit`',
      gitops_security_contested: 'before the policy is first reported on',
      gitops_security_corrections_total: 'before the policy is first reported on; then every kind begins at 0',
      gitops_security_drift: 'before the policy is first reported on',
      gitops_security_exception_expiry_timestamp_seconds:
        'for an exception without `expires`, and a policy without `audit`',
      gitops_security_findings:
        'where nothing is found: there is no 0. Beyond 2,000 series, the namespaces with the least are summed up as `(others)`',
      gitops_security_held_changes: 'before the policy is first reported on',
      gitops_security_scanner_findings:
        'where nothing is found, no scanner is installed, or no policy has `audit`. Beyond 2,000 series, the rest is summed up as `(others)`',
      gitops_security_section_enforced: 'for a section that the policy does not have',
      gitops_security_violations: 'before the policy is first reported on; then every severity is there',
    },
  },
  {
    heading: 'Watches',
    has: /^gitops_security_watch/,
    text: 'Every replica watches, whether it leads or not.',
    absent: Object.fromEntries(
      ['interruptions_total', 'last_contact_seconds', 'synced'].map((name) => [
        `gitops_security_watch_${name}`,
        'for a kind that only the audit needs, where no policy has `audit`',
      ]),
    ),
  },
  {
    heading: 'Controller',
    has: /^(controller_runtime|workqueue|rest_client|leader_election)_/,
    text: 'Under the names of controller-runtime and client-go, so that what is made for those works here, too. Every replica has them from its start; they count work only in the one that leads.',
    absent: {
      rest_client_requests_total:
        'for a method and a code that have not occurred, but for success and `<error>`, which is no answer at all',
      rest_client_request_retries_total: 'for a code that has not occurred, but for 401, 429 and 503',
    },
  },
  {
    heading: 'Process',
    has: /^(process|nodejs)_/,
    text: 'Those that prom-client has of every process of Node.js.',
    absent: {},
  },
];

const LABELS: Readonly<Record<string, string>> = {
  code: 'status code of the answer of the API server',
  controller: `always \`${KIND.toLowerCase()}\``,
  exception: 'its place in `spec.audit.exceptions`, from 0',
  host: 'host and port of the API server',
  kind: 'kind of the object that was put right; `ConfigMap` for a setting of Argo CD',
  method: 'of HTTP; `GET` is a list or a watch',
  name: `always \`${KIND.toLowerCase()}\``,
  namespace:
    'where it was found; empty for what is in no namespace. Prometheus needs `honorLabels`, or it has the namespace of the operator',
  policy: 'name of the GitOpsSecurityPolicy',
  resource: 'plural name of the kind',
  result: '`success`, `error`, `requeue` or `requeue_after`',
  rule: 'id of the rule: [docs/rules](../rules/README.md)',
  scanner: 'the scanner, and what it looks for',
  section: '`network`, `projects`, `rbac` or `settings`',
  severity: '`critical`, `high`, `medium` or `low`; of other scanners also `unknown`',
  type: 'type of the condition',
  verb: 'as `method`',
};

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
const tableRow = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const code = (text: string): string => `\`${text}\``;

function partText({ heading, has, text, absent }: Part, all: readonly MetricDescription[]): string {
  const rows = all
    .filter(({ name }) => has.test(name))
    .map(({ name, type, labelNames, help }) =>
      tableRow(code(name), type, labelNames.map(code).join(', '), help, absent[name] ?? ''),
    );
  const heads = ['Metric', 'Type', 'Labels', 'Meaning', 'Absent'];
  return [`## ${heading}`, text, [tableRow(...heads), tableRow(...heads.map(() => '---')), ...rows].join('\n')].join(
    '\n\n',
  );
}

function labelsText(all: readonly MetricDescription[]): string {
  const own = all.filter(({ name }) => PARTS.slice(0, -1).some(({ has }) => has.test(name)));
  const names = [...new Set(own.flatMap(({ labelNames }) => labelNames))].toSorted();
  const rows = names.map((name) => tableRow(code(name), LABELS[name] ?? ''));
  return ['## Labels', [tableRow('Label', 'Value'), '| --- | --- |', ...rows].join('\n')].join('\n\n');
}

/** The page of all metrics. */
export function metricsPage(): Page {
  const all = operatorMetrics();
  return {
    path: 'docs/reference/metrics.md',
    text: [
      '<!-- Generated from the metrics that the operator registers; see make docs. -->',
      '# Metrics',
      'At `/metrics` on port 8080. [config/monitoring](../../config/monitoring) has alerts and a dashboard made of them, and [docs/monitoring.md](../monitoring.md) how to use these.',
      'No label holds who changed something: a client chooses the name of its field manager, and could make any number of series. The [audit log](../audit-log.md) has it.',
      ...PARTS.map((part) => partText(part, all)),
      labelsText(all),
      '',
    ].join('\n\n'),
  };
}
