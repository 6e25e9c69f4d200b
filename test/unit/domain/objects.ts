import type { IngressRule, KubeObject, ManagedFields, NetworkPolicy } from '../../../src/api/kube.ts';
import { networkPolicies } from '../../../src/domain/hardening/index.ts';
import { MANAGER } from '../../../src/domain/marks.ts';
import { helm } from './argocd/workloads.ts';
import { facts, network, OWNER } from './hardening/inputs.ts';

const section = {
  ingress: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['web', 'ops'] }] } }],
  metrics: [{ cidr: '10.1.0.0/16' }],
  egress: { git: [{ cidr: '0.0.0.0/0', ports: [443] }] },
};

/** Everything that is generated for an install that uses every part of a NetworkPolicy. */
export const generated: readonly NetworkPolicy[] = networkPolicies(facts(helm()), network(section), OWNER).desired.map(
  ({ object }) => object,
);

export const OURS: ManagedFields = {
  manager: MANAGER,
  operation: 'Apply',
  fieldsV1: { 'f:spec': { 'f:ingress': {} } },
};

const withoutEmpty = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => !Array.isArray(value) || value.length > 0)) as T;

/** As the API server hands an object back that we applied: empty lists are gone. */
export function stored(object: NetworkPolicy, uid = `uid-of-${object.metadata.name}`): NetworkPolicy {
  const { spec = {}, metadata } = object;
  const rules = (list: readonly IngressRule[] = []): IngressRule[] => list.map(withoutEmpty);
  return {
    ...object,
    metadata: { ...metadata, uid, resourceVersion: '1', managedFields: [OURS] },
    spec: withoutEmpty({ ...spec, ingress: rules(spec.ingress), egress: [...(spec.egress ?? [])].map(withoutEmpty) }),
  };
}

/** The same object with other metadata. */
export const marked = <T extends KubeObject>(object: T, metadata: Partial<KubeObject['metadata']>): T => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});
