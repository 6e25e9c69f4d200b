import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../api/kube.ts';
import { API_VERSION, KIND, type Policy, RECONCILE_ANNOTATION } from '../api/policy.ts';
import { type Managed, status as statusSchema, type Status } from '../api/status.ts';
import type { ConditionFinding } from '../domain/condition.ts';
import { stalledConditions } from '../domain/conditions.ts';
import { driftOf } from '../domain/drift.ts';
import { namedHosts } from '../domain/hardening/purposes.ts';
import type { PolicyPlan } from '../domain/policy-plan.ts';
import { plannedChanges, report } from '../domain/report.ts';
import type { ReasonOf } from '../domain/reasons.ts';
import type { StatusDraft } from '../domain/status-draft.ts';
import type { ReportInput } from '../domain/report-input.ts';
import { SECTIONS } from '../domain/section.ts';
import { violations, worstFirst } from '../domain/violations.ts';
import { mergeConditions, seconds } from '../engine/conditions.ts';
import { classify, messageOf } from '../engine/errors.ts';
import { sectionOfChange } from './act.ts';
import { auditReportOf } from './audit/report.ts';
import type { Context } from './context.ts';
import { type Fight, hashesOf, type Memory } from './memory.ts';
import { POLICIES } from './observe.ts';
import { policy as keepPolicy } from './projections.ts';
import { doingOf } from './doing.ts';
import type { Figures } from './domain-metrics.ts';
import { unreadable } from './sight.ts';

/** A fight is over when nobody has touched the object for this long, in ms. */
export const FIGHT_ENDS_MS = 60_000;
/** So many corrections in a row are more than a mistake. */
const FIGHT_BEGINS = 10;

export const isFought = ({ times, at }: Fight, now: number): boolean =>
  times >= FIGHT_BEGINS && now - at < FIGHT_ENDS_MS;

export function reportInput(policy: Policy, plan: PolicyPlan, memory: Memory, context: Context): ReportInput {
  const { view, clock } = context;
  const { namespace } = policy.spec.argocd;
  const applied = hashesOf(memory);
  const noticed = seconds(clock.now());
  const workloadOf = (component: string) =>
    plan.discovery.components.find((entry) => entry.component === component)?.workload ?? {
      kind: 'Deployment',
      name: component,
    };
  const wanted = plan.changes.filter(({ action }) => action !== 'Blocked');
  const doing = Object.fromEntries(
    SECTIONS.map((section) => [section, doingOf(policy, section)]),
  ) as ReportInput['doing'];
  const counts = countChanges(plan, doing);
  const found = worstFirst([
    ...violations(plan.isolation, { namespace }, workloadOf),
    ...plan.projects.findings,
    ...plan.settings.findings,
  ]);
  const audit = auditReportOf(policy, found, context);
  return {
    spec: policy.spec,
    doing,
    namespace,
    plan,
    namespaceExists: view.mirrors.namespaces.get(namespace) !== undefined,
    managed: plan.desired.length - plan.changes.filter(({ action }) => action !== 'Delete').length,
    ...counts,
    violations: found,
    ...(audit !== undefined && { audit }),
    uncorrected: wanted.flatMap((change) => driftOf(change, { applied, previous: memory.written, noticed })),
    contested: [...memory.fights]
      .filter(([, fight]) => isFought(fight, clock.monotonic()))
      .map(([object, { manager, times }]) => ({ object, manager, times: Math.floor(times / 10) * 10 })),
    failures: [...memory.failures.values()],
    unreadable: unreadable(policy.spec, view),
  };
}

/** How many changes would be made, and how many are yet to be. */
function countChanges(plan: PolicyPlan, doing: ReportInput['doing']): Pick<ReportInput, 'changes' | 'pending'> {
  const sections = [
    ...plan.changes.filter(({ action }) => action !== 'Blocked').map((change) => sectionOfChange(change) ?? 'network'),
    ...plan.shipped.filter(({ action }) => action !== 'Blocked').map(() => 'network' as const),
    ...plan.settings.changes.map(() => 'settings' as const),
  ];
  const pending = sections.filter((section) => doing[section] === 'Enforce').length;
  return { pending, changes: sections.length - pending };
}

/** Step 6, report: writes the status if its content changed, tells of conditions that turned, and feeds the metrics. */
export async function reportPolicy(
  object: KubeObject,
  policy: Policy,
  plan: PolicyPlan,
  memory: Memory,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const input = reportInput(policy, plan, memory, context);
  const addresses = context.resolver.addresses();
  const { network } = policy.spec;
  const hosts = network === undefined ? [] : namedHosts(network);
  const draft = report(input, {
    drift: memory.drift,
    corrected: memory.corrected,
    managed: [...memory.applied.values(), ...settingsOf(policy, memory)],
    neutralised: [...memory.neutralised.values()],
    hosts: hosts.toSorted().map((host) => ({ host, addresses: [...(addresses.get(host) ?? [])] })),
  });
  context.metrics.report(policy.name, figuresOf(input, draft));
  context.log.debug('reported', { step: 'report', policy: policy.name, planned: plannedChanges(plan).length });
  await writeStatus(object, policy.status, draft, context, signal);
}

function figuresOf({ plan, contested, doing, spec }: ReportInput, { summary }: StatusDraft): Figures {
  const { critical = 0, high = 0, medium = 0, low = 0, drifted = 0 } = summary ?? {};
  const present = SECTIONS.filter((section) => spec[section] !== undefined);
  return {
    drifted,
    contested: contested.length,
    held: plan.held.length + plan.withheld.filter(({ reason }) => reason === 'GuardBlocked').length,
    violations: { critical, high, medium, low },
    sections: new Map(present.map((section) => [section, doing[section] === 'Enforce'])),
  };
}

/** For a policy that nothing can be done for: what the status said of the objects stays, as they do. */
export async function reportStalled(
  object: KubeObject,
  reason: ReasonOf<'Stalled'>,
  message: string,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { data } = statusSchema.safeParse((object as { status?: unknown }).status);
  const kept = data ?? statusSchema.parse({});
  await writeStatus(object, data, { ...kept, conditions: stalledConditions(reason, message) }, context, signal);
}

/** Each as an entry of its own, so that a restart knows what was set. */
function settingsOf({ spec }: Policy, { settings }: Memory): Managed[] {
  return [...settings].map(([id, hash]) => {
    const [name = '', ...key] = id.split('/');
    return { kind: 'ConfigMap', namespace: spec.argocd.namespace, name, component: key.join('/'), hash };
  });
}

async function writeStatus(
  object: KubeObject,
  before: Status | undefined,
  draft: StatusDraft,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { name, uid, generation = 0, annotations = {} } = object.metadata;
  const { clock, view, writer, metrics } = context;
  const previous = before?.conditions ?? [];
  const findings = draft.conditions.map((finding) => ({ ...finding, observedGeneration: generation }));
  const conditions = mergeConditions(previous, findings, clock.now());
  const requestedAt = annotations[RECONCILE_ANNOTATION];
  const next = {
    ...draft,
    conditions,
    observedGeneration: generation,
    ...(requestedAt !== undefined && { lastHandledReconcileAt: requestedAt.slice(0, 256) }),
  };
  metrics.conditions(name, conditions);
  if (isDeepStrictEqual(normal(before), normal(next))) return;
  const body = {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name, ...(uid !== undefined && { uid }) },
    status: next,
  };
  const overlay = view.mirrors.policies.overlay(name);
  try {
    overlay.commit(keepPolicy(await writer.applyStatus(POLICIES, body, signal)));
  } catch (error) {
    tellUnwritten(object, error, context);
    throw error;
  } finally {
    overlay.discard();
  }
  tellTurns(object, previous, draft.conditions, context);
}

/** What the status says by now is old, and nothing in it tells. */
function tellUnwritten(regarding: KubeObject, error: unknown, { events }: Context): void {
  if (!['forbidden', 'terminal'].includes(classify(error))) return;
  const note = `The status cannot be written, and is old: ${messageOf(error)}`;
  events.emit({ regarding, type: 'Warning', reason: 'StatusNotWritten', action: 'Report', note });
}

/** Written out as the API server hands it back: without undefined, with defaults. */
const normal = (value: unknown): unknown => statusSchema.safeParse(JSON.parse(JSON.stringify(value ?? {}))).data;

/** Reasons that somebody chose, or that pass by themselves: no cause for alarm. */
const CHOSEN = new Set(['AuditMode', 'Suspended', 'NothingToEnforce', 'Pending', 'Starting', 'InProgress']);

/** One Event for each condition that turned, or is false for another reason now. */
function tellTurns(
  policy: KubeObject,
  before: readonly { type: string; status: string; reason: string }[],
  after: readonly ConditionFinding[],
  { events, log }: Context,
): void {
  for (const { type, status, reason, message } of after) {
    const known = before.find((condition) => condition.type === type);
    const turned = known?.status !== status || (status !== 'True' && known.reason !== reason);
    if (!turned || (known === undefined && status !== 'False' && type !== 'Ready' && type !== 'Stalled')) continue;
    const fine = (status === 'True') !== (type === 'Stalled' || type === 'Reconciling') || CHOSEN.has(reason);
    log.info('condition turned', {
      step: 'report',
      policy: policy.metadata.name,
      type,
      status,
      reason,
      detail: message,
    });
    events.emit({
      regarding: policy,
      type: fine ? 'Normal' : 'Warning',
      reason,
      action: 'Report',
      note: `${type} is ${status}: ${message}`,
    });
  }
}
