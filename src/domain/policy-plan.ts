import type { KubeObject } from '../api/kube.ts';
import type { Desired } from './hardening/outcome.ts';
import { sectionOf } from './kinds/index.ts';
import { type NetworkPlan, planNetwork, planRules } from './network-plan.ts';
import { type Change, objectKey, plan } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
import { planProjects, type ProjectsPlan } from './projects-plan.ts';
import { planRbac, type RbacPlan } from './rbac-plan.ts';
import { planSettings, type SettingsPlan } from './settings-plan.ts';
import type { Withheld } from './withheld.ts';

export interface PolicyPlan extends Omit<NetworkPlan, 'kept'> {
  readonly changes: readonly Change[];
  /** Keys of objects that were applied, are not there any more, and are not asked for. */
  readonly forgotten: readonly string[];
  /** Objects of the other sections that are not written, and why. */
  readonly withheld: readonly Withheld[];
  readonly projects: ProjectsPlan;
  readonly rbac: RbacPlan;
  readonly settings: SettingsPlan;
  /** When a window of time turns that something here depends on: wall clock in ms; undefined for never. */
  readonly turnsAt: number | undefined;
  /** What is written although a guard has something to say about it, in words. */
  readonly warnings: readonly string[];
}

/** Everything that one policy asks for, and how far the cluster is from it. A pure function of its input. */
export function planPolicy(input: PolicyInput): PolicyPlan {
  const { kept: keptPolicies, ...network } = planNetwork(input);
  const rbac = planRbac(input);
  const projects = planProjects(input, rbac);
  const settings = planSettings(input, projects.gaps);
  const desired = [...network.desired, ...rbac.desired, ...projects.desired];
  const kept = new Set([...keptPolicies, ...rbac.kept, ...projects.kept]);
  const lost = isLost(input, network);
  const live = liveOf(desired, input);
  return {
    ...network,
    desired,
    withheld: [...projects.withheld, ...rbac.withheld, ...settings.withheld],
    projects,
    rbac,
    settings,
    turnsAt: projects.turnsAt,
    warnings: projects.warnings,
    changes: input.leaving ? [] : changesFor(desired, kept, live, lost, projects.claims, input),
    forgotten: [...(lost ? [] : forgottenKeys(desired, kept, live, input)), ...released(projects, input)],
  };
}

const released = (projects: ProjectsPlan, { applied }: PolicyInput): string[] =>
  [...projects.released].filter((key) => applied.has(key));

/** Of the kinds that we generate: what has one of the names, and what is labelled as ours. */
function liveOf(desired: readonly Desired[], { facts, owned, live }: PolicyInput): KubeObject[] {
  const named = desired.flatMap(({ object }) => live(objectKey(object)) ?? []);
  const all = [...facts.policies, ...owned, ...named];
  return [...new Map(all.map((object) => [objectKey(object), object])).values()];
}

/** Without Argo CD no NetworkPolicy is written, and none deleted: it may come back, or be elsewhere. */
const isLost = ({ spec }: PolicyInput, { discovery }: Pick<NetworkPlan, 'discovery'>): boolean =>
  spec.network !== undefined && discovery.components.length === 0;

function changesFor(
  desired: readonly Desired[],
  kept: ReadonlySet<string>,
  live: readonly KubeObject[],
  lost: boolean,
  claims: ReadonlySet<string>,
  input: PolicyInput,
): Change[] {
  const isActive = (object: KubeObject): boolean => !lost || sectionOf(object) !== 'network';
  const objects = desired.map(({ object }) => object).filter(isActive);
  const rules = planRules(input);
  const known = new Set([...rules.known, ...claims]);
  return plan({ ...rules, known, desired: objects, live: live.filter(isActive), kept });
}

function forgottenKeys(
  desired: readonly Desired[],
  kept: ReadonlySet<string>,
  live: readonly KubeObject[],
  { applied }: PolicyInput,
): string[] {
  const there = new Set([...desired.map(({ object }) => object), ...live].map(objectKey));
  return [...applied.keys()].filter((key) => !there.has(key) && !kept.has(key));
}
