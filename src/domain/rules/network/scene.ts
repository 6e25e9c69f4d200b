import type { ContainerPort, NetworkPolicy } from '../../../api/kube.ts';
import type { NamespaceView } from '../../audit/rule.ts';
import type { AuditedWorkload, Seen } from '../../audit/subjects.ts';
import { byText } from '../../order.ts';
import { type Direction, selects, type Target } from '../../semantics/network-policy.ts';
import { mayMeet } from '../../semantics/network/generated-labels.ts';
import { meets } from '../../semantics/selector.ts';
import { factsOf, type PolicyFacts } from './facts.ts';

/** A policy, and what it is about. */
export interface Applied {
  readonly policy: NetworkPolicy & Seen;
  readonly facts: PolicyFacts;
  /** Those whose pods it may select, and that it applies to: none in the host's network. */
  readonly workloads: readonly AuditedWorkload[];
  /** Whether it may select pods at all. */
  readonly selectsAny: boolean;
}

/** Which policies of a namespace are about which of its pods. */
export interface Scene {
  /** In the order of their names. */
  readonly policies: readonly Applied[];
  /** Workloads whose pods have a network of their own, so that policies apply to them. */
  readonly inPods: readonly AuditedWorkload[];
  /** Of these, those that no policy isolates for certain. */
  readonly open: Readonly<Record<Direction, readonly AuditedWorkload[]>>;
}

/** A Pod has all its labels; a template gets some more. */
const maySelect = ({ pods }: Target, { kind, podLabels }: AuditedWorkload): boolean =>
  pods !== undefined && (kind === 'Pod' ? meets : mayMeet)(podLabels, pods);

const isInHost = ({ pod }: AuditedWorkload): boolean => pod.hostNetwork === true;

function apply(policy: NetworkPolicy & Seen, { workloads }: NamespaceView): Applied {
  const facts = factsOf(policy);
  const selected = workloads.filter((workload) => maySelect(facts.widest, workload));
  return {
    policy,
    facts,
    workloads: selected.filter((workload) => !isInHost(workload)),
    selectsAny: selected.length > 0,
  };
}

function readScene(view: NamespaceView): Scene {
  const sorted = view.networkPolicies.toSorted(byText(({ metadata: { name } }) => name));
  const policies = sorted.map((policy) => apply(policy, view));
  const inPods = view.workloads.filter((workload) => !isInHost(workload));
  const openIn = (direction: Direction): readonly AuditedWorkload[] =>
    inPods.filter(({ podLabels }) => !policies.some(({ facts }) => selects(facts.certain, podLabels, direction)));
  const [Ingress, Egress] = [openIn('Ingress'), openIn('Egress')];
  return { policies, inPods, open: { Ingress, Egress } };
}

const known = new WeakMap<NamespaceView, Scene>();

/** The same for all rules that look at one view. */
export function sceneOf(view: NamespaceView): Scene {
  const scene = known.get(view) ?? readScene(view);
  known.set(view, scene);
  return scene;
}

/** The ports of a workload's pods that named ports are resolved by. */
export const portsOf = ({ pod }: AuditedWorkload): readonly ContainerPort[] =>
  [...pod.initContainers, ...pod.containers].flatMap(({ ports = [] }) => ports);
