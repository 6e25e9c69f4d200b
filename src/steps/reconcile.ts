import type { Policy } from '../api/policy.ts';
import { type Change, objectKey, planOne } from '../domain/plan.ts';
import { planPolicy, type PolicyPlan } from '../domain/policy-plan.ts';
import { namedHosts } from '../domain/hardening/purposes.ts';
import { kinds, sectionOf } from '../domain/kinds/index.ts';
import type { Desired } from '../domain/hardening/outcome.ts';
import type { Section } from '../domain/section.ts';
import { jitter } from '../engine/clock.ts';
import type { Reconcile, Result } from '../engine/controller.ts';
import { classify } from '../engine/errors.ts';
import { act, actOn, sectionOfChange } from './act.ts';
import { auditPending, auditTask } from './audit/task.ts';
import type { Acting } from './acting.ts';
import type { Context } from './context.ts';
import { gather, subjectOf } from './gather.ts';
import { keyText, parseKey, type Task } from './keys.ts';
import { liveObject } from './owned.ts';
import { type Memory, remember, rememberedHosts } from './memory.ts';
import { enforced } from './doing.ts';
import { FIGHT_ENDS_MS, isFought, reportPolicy, reportStalled } from './report.ts';
import { actOnSettings } from './set.ts';
import { actOnShipped } from './shipped.ts';
import { blindSections, scopedFor } from './sight.ts';

/** Everything is looked at again this often, in ms, whatever happened or was missed. Costs no request when all is well. */
const RESYNC_MS = 600_000;
/** A status is written at most this often, in ms: healing is not to wait for it. */
const REPORT_INTERVAL_MS = 500;
/**
 * What a policy newly asks for is written so much later, in ms. Watches have no common order, so what was made just
 * before the policy, or together with it, may be told of after it: the Applications whose needs the guard looks at.
 */
const SETTLE_MS = 1_000;
/** A window of time that turns is looked at not before so many ms have gone by: clocks are never quite right. */
const TURN_MS = 1_000;
/** A watch that is followed at all tells within this time, in ms. */
const ORPHANED_MS = 2_000;

type Work = (name: string, context: Context, signal: AbortSignal) => Promise<Result>;

/** The six steps: observe and enqueue led here; now gather, plan, act, report. */
export function createReconcile(context: Context): Reconcile {
  return async (text, signal) => {
    const { task, policy, object } = parseKey(text);
    // However it ends: a correction that failed is the one that must be heard of.
    const reportSoon = (): void => context.queue.addAfter(keyText('report', policy), REPORT_INTERVAL_MS / 4);
    if (task === 'heal') return heal(policy, object, context, signal).finally(reportSoon);
    return TASKS[task](policy, context, signal).catch((error: unknown) => excuse(error, policy, context));
  };
}

const TASKS: Readonly<Record<Exclude<Task, 'heal'>, Work>> = {
  plan: planTask,
  audit: auditTask,
  report: async (name, context, signal) => reportTask(name, context, signal, look),
  status: async (name, context, signal) =>
    reportTask(name, context, signal, (...args) => args[1].plan ?? look(...args)),
};

/** A policy may go while it is worked on: its mirror hears of it last. */
function excuse(error: unknown, name: string, { view }: Context): Result {
  const policy = view.mirrors.policies.get(name);
  const leaving = policy === undefined || policy.metadata.deletionTimestamp !== undefined;
  if (leaving && classify(error) === 'missing') return {};
  throw error;
}

function memoryOf(policy: Policy, { memories }: Context): Memory {
  const known = memories.get(policy.name);
  if (known?.uid === policy.uid) return known;
  const fresh = remember(policy);
  memories.set(policy.name, fresh);
  return fresh;
}

function look(policy: Policy, memory: Memory, { view, resolver, clock, identity }: Context): PolicyPlan {
  const world = { hosts: resolver.addresses(), now: clock.now(), identity: identity.current };
  const started = clock.monotonic();
  const plan = planPolicy(gather(policy, memory, view, world));
  memory.lookMs = clock.monotonic() - started;
  memory.plan = plan;
  return plan;
}

/** Step 4, plan, and 5, act, for everything that one policy asks for. */
async function planTask(name: string, context: Context, signal: AbortSignal): Promise<Result> {
  const subject = subjectOf(name, context.view);
  if (subject.state === 'gone') return forget(name, context);
  if (subject.state === 'stalled') return stall(name, context);
  const { object, policy } = subject;
  const memory = memoryOf(policy, context);
  const plan = look(policy, memory, context);
  context.log.debug('planned', { step: 'plan', policy: name, changes: plan.changes.length, held: plan.held.length });
  track(policy, plan, context);
  const early = settling(policy, memory, context);
  if (early > 0) return { requeueAfterMs: early };
  memory.desired = desiredNow(plan, memory, blindSections(policy.spec, context.view));
  memory.enforcing = enforced(policy);
  const { takeOwnership } = policy.spec;
  const acting = { policy: object, memory, takeOwnership, claims: plan.projects.claims, signal };
  const wait = await enforce(plan, policy, acting, context).finally(() => {
    memory.acted = policy.generation;
    context.queue.add(keyText('report', name));
  });
  const turn = plan.turnsAt === undefined ? [] : [Math.max(TURN_MS, plan.turnsAt - context.clock.now())];
  return { requeueAfterMs: Math.min(wait ?? jitter(RESYNC_MS * 0.9, 0.2), ...turn) };
}

/** What is planned without seeing everything must not be healed towards: what was planned before is still true. */
function desiredNow(plan: PolicyPlan, { desired }: Memory, blind: ReadonlySet<Section>): Memory['desired'] {
  const isUnseen = ({ object }: Desired): boolean => blind.has(sectionOf(object) ?? 'network');
  const entries = [...plan.desired.filter((entry) => !isUnseen(entry)), ...[...desired.values()].filter(isUnseen)];
  return new Map(entries.map((entry) => [objectKey(entry.object), entry]));
}

/** @returns ms until the policy may be acted on; 0 for one that was acted on before, or that writes nothing new */
function settling(policy: Policy, memory: Memory, { clock }: Context): number {
  const now = clock.monotonic();
  const { generation, deletionTimestamp } = policy;
  if (memory.seen.generation !== generation) memory.seen = { generation, at: now };
  const writes = enforced(policy).size > 0 && deletionTimestamp === undefined;
  return writes ? Math.max(0, memory.seen.at + SETTLE_MS - now) : 0;
}

/** What it says is not known, or not its turn: nothing of it is changed, not even healed, until that is settled. */
function stall(name: string, { memories, queue }: Context): Result {
  const memory = memories.get(name);
  if (memory !== undefined) memory.enforcing = new Set();
  queue.add(keyText('report', name));
  return {};
}

/** Each section by itself: one that fails, or may not write, keeps no other from protecting. */
async function enforce(
  plan: PolicyPlan,
  policy: Policy,
  acting: Acting,
  context: Context,
): Promise<number | undefined> {
  const { memory } = acting;
  memory.failures.clear();
  const leaving = policy.deletionTimestamp !== undefined;
  const blind = blindSections(policy.spec, context.view);
  const writes = (section: Section): boolean => memory.enforcing.has(section) && !blind.has(section);
  for (const key of plan.forgotten) if (writes(sectionOfKey(key) ?? 'network')) memory.applied.delete(key);
  const isOfNetwork = (change: Change): boolean => (sectionOfChange(change) ?? 'network') === 'network';
  const changes = plan.changes.filter((change) => writes(sectionOfChange(change) ?? 'network'));
  const networking = changes.filter(isOfNetwork);
  const results = await Promise.allSettled([
    act(networking, acting, context).then(async (wait) => {
      if (!writes('network') && (!leaving || blind.has('network'))) return wait;
      // Rules of others are emptied only where ours are: what was just written counts.
      const now = networking.length === 0 ? plan : look(policy, memory, context);
      return earliest(wait, await actOnShipped(now, acting, context));
    }),
    act(
      changes.filter((change) => !isOfNetwork(change)),
      acting,
      context,
    ),
    writes('settings') ? actOnSettings(plan.settings, acting, context) : undefined,
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return earliest(...results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)));
}

const sectionOfKey = (key: string): Section | undefined => sectionOf({ kind: key.split('/')[0] ?? '' });

function earliest(...waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Which names are looked up: those that the policy opens something for, and those that Argo CD is known to need. */
function track(policy: Policy, plan: PolicyPlan, { resolver, view, identity, audits, queue }: Context): void {
  const { network, rbac, argocd } = policy.spec;
  view.scoped.want(policy.name, argocd.namespace, scopedFor(policy.spec));
  audits.of(policy);
  queue.add(keyText('audit', policy.name));
  if (rbac !== undefined) identity.want();
  const named = network === undefined ? [] : namedHosts(network);
  resolver.track(policy.name, [...named, ...plan.needs], rememberedHosts(policy));
}

/**
 * Only its owner is missing: nothing is open, but the policy may be on its way out, with orders to leave its objects.
 * An owner that has gone would have them deleted, so the news of that is waited for.
 */
const isUnowned = (change: Change): boolean =>
  change.action === 'Update' && change.differences.every(({ path }) => path === 'metadata.ownerReferences');

/** The short way for one object of ours that somebody touched: the work of one change, not of the whole policy. */
async function heal(name: string, key: string, context: Context, signal: AbortSignal): Promise<Result> {
  const memory = context.memories.get(name);
  memory?.failures.delete(key);
  const desired = memory?.desired.get(key);
  const policy = context.view.mirrors.policies.get(name);
  if (memory === undefined || desired === undefined || policy === undefined) return {};
  if (!memory.enforcing.has(sectionOf(desired.object) ?? 'network')) return {};
  if (policy.metadata.deletionTimestamp !== undefined) return {};
  const owner = { name, uid: memory.uid };
  const takeOwnership = false;
  const rules = { owner, known: memory.applied, takeOwnership, kinds };
  const change = planOne(desired.object, liveObject(key, context.view), rules);
  if (change === undefined) return {};
  if (isUnowned(change)) {
    context.queue.addAfter(keyText('plan', name), ORPHANED_MS);
    return {};
  }
  const wait = await actOn(change, { policy, memory, takeOwnership, claims: new Set(), signal }, context);
  return wait > 0 ? { requeueAfterMs: wait } : {};
}

async function reportTask(name: string, context: Context, signal: AbortSignal, planned: typeof look): Promise<Result> {
  const subject = subjectOf(name, context.view);
  if (subject.state === 'gone') return {};
  if (subject.state === 'stalled') {
    await reportStalled(subject.object, subject.reason, subject.message, context, signal);
    return {};
  }
  const { object, policy } = subject;
  const memory = memoryOf(policy, context);
  // It is planned first, and then reported.
  if (memory.acted !== policy.generation) return {};
  const now = context.clock.monotonic();
  const early = memory.reportedAt + REPORT_INTERVAL_MS - now;
  if (early > 0) return { requeueAfterMs: early };
  const pending = auditPending(policy, context);
  if (pending > 0) return { requeueAfterMs: pending };
  memory.reportedAt = now;
  context.limiter.sweep(now);
  await reportPolicy(object, policy, planned(policy, memory, context), memory, context, signal);
  const fought = [...memory.fights.values()].some((fight) => isFought(fight, now));
  return fought ? { requeueAfterMs: FIGHT_ENDS_MS + REPORT_INTERVAL_MS } : {};
}

function forget(name: string, { memories, resolver, metrics, view, audits, reports, scanners }: Context): Result {
  audits.forget(name);
  reports.forget(name);
  scanners.want(name, false);
  memories.delete(name);
  view.scoped.forget(name);
  resolver.forget(name);
  metrics.forget(name);
  return {};
}
