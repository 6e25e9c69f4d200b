import type { Drift, Managed, Planned, Status } from '../api/status.ts';
import { auditStatusOf } from './audit/report.ts';
import { totalOf } from './audit/tally.ts';
import { conditionsOf } from './conditions.ts';
import { fit } from './fit.ts';
import type { StatusDraft } from './status-draft.ts';
import { byText } from './order.ts';
import { refOf } from './plan.ts';
import { sectionReports } from './section-reports.ts';
import type { PolicyPlan } from './policy-plan.ts';
import type { ReportInput } from './report-input.ts';
import type { SettingChange } from './settings-plan.ts';
import { cap, sentence, some, valueAt } from './text.ts';
import { countsOf, violationOf } from './violations.ts';
import type { Withheld } from './withheld.ts';

/** As many as the schema of the status permits. */
const MAX_MANAGED = 4096;

/** What is carried from one report to the next. */
export interface Record {
  readonly drift: readonly Drift[];
  readonly corrected: number;
  readonly managed: readonly Managed[];
  readonly neutralised: Status['neutralised'];
  readonly hosts: Status['hosts'];
}

/** What Enforce would write, and what is held back, in words. */
export function plannedChanges({ changes, shipped, held, blocked, withheld, settings }: PolicyPlan): Planned[] {
  return [
    ...changes.map(describeChange),
    ...shipped.map(describeShipped),
    ...settings.changes.map(describeSetting),
    ...held.map(describeHeld),
    ...blocked.map(describeBlocked),
    ...withheld.map(describeWithheld),
  ];
}

const said = (message: string): string => cap(sentence(message), 1024);

type Entry<K extends keyof PolicyPlan> = PolicyPlan[K] extends readonly (infer T)[] ? T : never;

function describeChange(change: Entry<'changes'>): Planned {
  const { action } = change;
  if (action === 'Create') return { action, ...refOf(change.object), message: 'It does not exist.' };
  if (action === 'Delete')
    return { action, ...refOf(change.live), message: 'The policy does not ask for it any more.' };
  if (action === 'Blocked') return { action, ...refOf(change.object), message: said(change.message) };
  const texts = change.differences.map(
    ({ path, wanted, found }) => `${path}: ${valueAt(path, found, 100)} → ${valueAt(path, wanted, 100)}`,
  );
  return { action, ...refOf(change.object), message: cap(some(texts), 1024) };
}

function describeShipped(change: Entry<'shipped'>): Planned {
  const { action, live } = change;
  if (action === 'Blocked') return { action, ...refOf(live), message: said(change.message) };
  const message =
    action === 'Neutralise' ? 'Its rules undo the isolation: empty them.' : 'Put its original rules back.';
  return { action, ...refOf(live), message };
}

const describeHeld = ({ desired: { object }, message }: Entry<'held'>): Planned => ({
  action: 'Hold',
  ...refOf(object),
  message: said(message),
});

const describeSetting = (change: SettingChange): Planned => ({
  action: 'Set',
  ...refOf(change.live),
  message: said(change.message),
});

const describeWithheld = ({ kind, namespace, name, message }: Withheld): Planned => ({
  action: 'Hold',
  kind,
  ...(namespace !== undefined && { namespace }),
  name: cap(name, 253),
  message: said(message),
});

const BLOCKED: { readonly [Why in Entry<'blocked'>['blocked']]: string } = {
  ArgoCDNotFound: 'There is no workload of Argo CD in the namespace.',
  ComponentUnprotected: 'A component cannot be selected without selecting every pod.',
  APIServerUnknown: 'The address of the API server is not known.',
  HostNetworkClient: "A component on the host's network must reach it.",
};

const describeBlocked = ({ namespace, name, blocked }: Entry<'blocked'>): Planned => ({
  action: 'Hold',
  kind: 'NetworkPolicy',
  namespace,
  name,
  message: BLOCKED[blocked],
});

function summaryOf(
  { managed, violations, uncorrected, audit }: ReportInput,
  corrected: number,
): NonNullable<Status['summary']> {
  const drifted = new Set(uncorrected.map(({ kind, namespace = '', name }) => `${kind}/${namespace}/${name}`)).size;
  return { managed, drifted, corrected, ...(audit?.summary.counts ?? countsOf(violations)) };
}

/**
 * The status of a policy, but for the times of its conditions. Lists are cut to `spec.report.limit`, and what was cut
 * is counted; nothing in it changes unless what it is about changed.
 */
export function report(input: ReportInput, record: Record): StatusDraft {
  const { limit } = input.spec.report;
  const plan = plannedChanges(input.plan);
  const drift = [...input.uncorrected, ...record.drift];
  const sections = sectionReports(input.plan, limit);
  const { audit } = input;
  const found = audit === undefined ? input.violations : audit.summary.worst.map(violationOf);
  const total = audit === undefined ? found.length : totalOf(audit.summary.counts);
  const over = (list: readonly unknown[]): number => Math.max(0, list.length - limit);
  const truncated = {
    drift: over(drift),
    violations: Math.max(0, total - Math.min(limit, found.length)),
    plan: over(plan),
    ...sections.truncated,
    hosts: 0,
    managed: Math.max(0, record.managed.length - MAX_MANAGED),
  };
  return fit({
    conditions: conditionsOf(input),
    summary: summaryOf(input, record.corrected),
    managed: record.managed.toSorted(byText((entry) => JSON.stringify(entry))).slice(0, MAX_MANAGED),
    drift: drift.slice(0, limit),
    violations: found.slice(0, limit),
    ...(audit !== undefined && { audit: auditStatusOf(audit) }),
    plan: plan.slice(0, limit),
    ...sections.lists,
    neutralised: [...record.neutralised],
    hosts: [...record.hosts],
    ...(Object.values(truncated).some((count) => count > 0) && { truncated }),
  });
}
