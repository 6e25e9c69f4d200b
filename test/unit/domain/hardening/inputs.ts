import { spec, type NetworkSpec } from '../../../../src/api/spec.ts';
import type { NetworkPolicy, Workload } from '../../../../src/api/kube.ts';
import type { Facts } from '../../../../src/domain/facts.ts';
import { networkPolicies, type Hardening } from '../../../../src/domain/hardening/index.ts';

/** A policy's network section as the API server would store it: with every default filled in. */
export function network(section: object = {}): NetworkSpec {
  const parsed = spec.parse({ network: section }).network;
  if (parsed === undefined) throw new Error('the section is there, so it is parsed');
  return parsed;
}

export const OWNER = { name: 'argocd', uid: '0b8f6c1e-0000-4000-8000-000000000000' };

export const API_SERVER = { address: '192.168.0.10', port: 6443 };

export function facts(workloads: readonly Workload[], more: Partial<Facts> = {}): Facts {
  return {
    namespace: 'argocd',
    workloads,
    policies: [],
    apiServer: [API_SERVER],
    hosts: new Map(),
    namespaces: new Map(),
    terminating: new Set(),
    ownNamespace: undefined,
    applications: [],
    applicationsElsewhere: [],
    appProjects: [],
    applicationSets: [],
    projectSchema: undefined,
    configMaps: undefined,
    pods: undefined,
    secretNames: undefined,
    secrets: undefined,
    access: undefined,
    grantable: undefined,
    now: Date.UTC(2026, 0, 1),
    ...more,
  };
}

export function policyOf({ desired }: Hardening, component: string): NetworkPolicy {
  const found = desired.find((entry) => entry.component === component);
  if (found === undefined) throw new Error(`no policy for ${component}`);
  return found.object;
}

/** The policy of one component, with the API server known and everything else as given. */
export const generated = (
  workloads: readonly Workload[],
  section: object,
  component: string,
  more: Partial<Facts> = {},
): NetworkPolicy => policyOf(networkPolicies(facts(workloads, more), network(section), OWNER), component);
