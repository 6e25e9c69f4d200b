import type { KubeObject } from '../api/kube.ts';
import type { GateStatus, ProjectStatus, Violation } from '../api/status.ts';
import { nextTurn } from './argocd/project/turns.ts';
import type { AppProject } from './argocd/resources.ts';
import type { Desired } from './hardening/outcome.ts';
import { DEFAULT_PROJECT, lockedDefault, PROJECT } from './hardening/projects/object.ts';
import { fallback } from './network-plan.ts';
import { managingTool } from './ownership.ts';
import { fingerprint, objectKey } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
import { type Candidate, candidates } from './project-candidates.ts';
import { gatesOf } from './project-gates.ts';
import { findingsOf, reportsOf } from './project-reports.ts';
import { applicationText } from './project-usage.ts';
import { planAccounts } from './project-accounts.ts';
import { newlyRefused, refused } from './project-guard.ts';
import { projectsContext, type ProjectsContext } from './projects-context.ts';
import type { RbacPlan } from './rbac-plan.ts';
import { counted, some } from './text.ts';
import type { Withheld } from './withheld.ts';

/** The AppProjects that are asked for, what stands in their way, and what is known of projects and production gates. */
export interface ProjectsPlan {
  readonly desired: readonly Desired[];
  readonly kept: ReadonlySet<string>;
  /** Keys of what is left to others, as it is. */
  readonly released: ReadonlySet<string>;
  readonly withheld: readonly Withheld[];
  /** Keys of what the policy takes over by name. */
  readonly claims: ReadonlySet<string>;
  readonly reports: readonly ProjectStatus[];
  readonly gates: readonly GateStatus[];
  readonly findings: readonly Violation[];
  /** When a sync window turns that something here depends on: wall clock in ms; undefined for never. */
  readonly turnsAt: number | undefined;
  /** Applications that would fail if Argo CD began to impersonate now, in words. */
  readonly gaps: readonly string[];
  /** What is written although the guard has something to say about it. */
  readonly warnings: readonly string[];
}

const keyOf = (namespace: string, name: string): string => `AppProject/${namespace}/${name}`;

const withheld = (reason: Withheld['reason'], name: string, message: string, { facts }: ProjectsContext): Withheld => ({
  reason,
  kind: 'AppProject',
  namespace: facts.namespace,
  name,
  message,
});

/** What was applied before is healed, whatever it refuses: otherwise, one Application would keep a project open. */
const isApplied = (object: KubeObject, { applied }: PolicyInput): boolean =>
  applied.get(objectKey(object)) === fingerprint(object);

function heldBack(object: AppProject, input: PolicyInput, context: ProjectsContext): Withheld[] {
  if (context.guard !== 'Block' || isApplied(object, input)) return [];
  const refused = newlyRefused(object, context);
  if (refused.length === 0) return [];
  return [withheld('GuardBlocked', object.metadata.name, some(refused), context)];
}

/** The lock, or why it waits: whoever uses the project would not be synced any more. */
function lock(input: PolicyInput, context: ProjectsContext): { object?: AppProject; held: Withheld[] } {
  if (input.spec.projects?.lockDefault !== true) return { held: [] };
  const object = lockedDefault(context.facts.namespace, context.owner);
  if (context.fields === undefined)
    return { held: [withheld('CRDMissing', DEFAULT_PROJECT, 'the kind AppProject does not exist here', context)] };
  const users = (context.using.get(DEFAULT_PROJECT) ?? []).map(applicationText);
  if (users.length === 0 || context.guard === 'Warn' || isApplied(object, input)) return { object, held: [] };
  const message = `${counted(users.length, 'Application')} would not be synced any more: ${some(users, 5)}; give them a project of their own`;
  return { held: [withheld('GuardBlocked', DEFAULT_PROJECT, message, context)] };
}

/**
 * Ours that are not asked for any more. While Applications use one it stays, and so does `default` for ever: Argo CD
 * would make it anew, with every permission.
 */
function leftovers(wanted: ReadonlySet<string>, { owned }: PolicyInput, context: ProjectsContext): Withheld[] {
  return owned.flatMap(({ kind, metadata: { namespace, name } }) => {
    if (kind !== 'AppProject' || namespace !== context.facts.namespace || wanted.has(name)) return [];
    if (name === DEFAULT_PROJECT) return [withheld('NoMatch', name, 'not kept any more: it stays as it is', context)];
    const users = (context.using.get(name) ?? []).map(applicationText);
    if (users.length === 0) return [];
    return [withheld('InUse', name, `still used by ${some(users, 5)}: it goes when they do`, context)];
  });
}

/** Nobody has to be asked for what Argo CD itself has made, unless a tool would put it back. */
function claimsOf({ spec }: PolicyInput, { live, facts }: ProjectsContext): Set<string> {
  const found = live.get(DEFAULT_PROJECT);
  const mine = spec.projects?.lockDefault === true && (found === undefined || managingTool(found) === undefined);
  return new Set(mine ? [keyOf(facts.namespace, DEFAULT_PROJECT)] : []);
}

interface Settled {
  readonly desired: readonly Desired[];
  readonly withheld: readonly Withheld[];
}

function settle(all: readonly Candidate[], input: PolicyInput, context: ProjectsContext): Settled {
  const locked = lock(input, context);
  const objects = all.flatMap((entry) => ('object' in entry ? [entry.object] : []));
  const refused = all.flatMap((entry) => ('withheld' in entry ? [entry.withheld] : []));
  const held = objects.flatMap((object) => heldBack(object, input, context));
  const names = new Set(held.map(({ name }) => name));
  const free = objects.filter(({ metadata }) => !names.has(metadata.name));
  if (locked.object !== undefined) free.push(locked.object);
  return {
    desired: free.map((object) => ({ object, component: PROJECT })),
    withheld: [...refused, ...held, ...locked.held],
  };
}

/** The Applications that projects refuse all the same, as the guard only warns. */
function warningsOf(desired: readonly Desired[], context: ProjectsContext): string[] {
  if (context.guard !== 'Warn') return [];
  return desired.flatMap(({ object }) => refused(object as AppProject, context));
}

/** When one of the windows turns by which it was judged what is synced by itself. */
function turnOf({ spec, facts }: PolicyInput, { live, effective }: ProjectsContext): number | undefined {
  if ((spec.sync?.manual.length ?? 0) === 0) return undefined;
  return nextTurn(
    [...live.values()].flatMap((project) => effective(project).spec.syncWindows ?? []),
    facts.now,
  );
}

export function planProjects(input: PolicyInput, rbac: RbacPlan): ProjectsPlan {
  const { spec, facts, previous } = input;
  const context = projectsContext(input);
  const accounts = planAccounts(rbac, input, context);
  const items = spec.projects?.items ?? [];
  const gates = spec.sync?.manual ?? [];
  const all = candidates(items, accounts.entriesOf, gates, context);
  const settled = settle(all, input, context);
  const wanted = new Set([...items.map(({ name }) => name), ...(spec.projects?.lockDefault ? [DEFAULT_PROJECT] : [])]);
  const ungated = gatesOf(gates, new Set(items.map(({ name }) => name)), context);
  const left = leftovers(wanted, input, context);
  const kept = new Set([...settled.withheld, ...left].map(({ name }) => keyOf(facts.namespace, name)));
  const released = new Set(wanted.has(DEFAULT_PROJECT) ? [] : [keyOf(facts.namespace, DEFAULT_PROJECT)]);
  const notWritten = [...settled.withheld, ...left, ...accounts.withheld];
  return {
    desired: [...settled.desired, ...fallback(new Set([...kept].filter((key) => !released.has(key))), previous)],
    kept,
    released,
    withheld: notWritten,
    claims: claimsOf(input, context),
    reports: reportsOf(wanted, items, notWritten, context),
    gates: ungated,
    findings: findingsOf(wanted, items, ungated, context),
    turnsAt: turnOf(input, context),
    gaps: accounts.gaps,
    warnings: [...warningsOf(settled.desired, context), ...accounts.warnings],
  };
}
