import type { KubeObject } from '../../../../../src/api/kube.ts';
import { type CasesById, object } from '../case.ts';
import { tracked, workload } from './objects.ts';

const managed = [tracked(workload('web'))];

const changed = (manager: string): KubeObject =>
  tracked(
    object(
      ['networking.k8s.io/v1', 'NetworkPolicy', 'web'],
      { spec: {} },
      { managedFields: [{ manager, operation: 'Update', fieldsV1: { 'f:spec': { 'f:ingress': {} } } }] },
    ),
  );

export const cases: CasesById = {
  'gitops/changed-outside-git': {
    fails: { objects: [changed('kubectl-edit')] },
    passes: { objects: [changed('argocd-controller')] },
  },
  'gitops/untracked-object': {
    fails: { objects: [...managed, workload('miner')] },
    passes: { objects: [...managed, tracked(workload('shop'))] },
  },
  'gitops/no-quota': {
    fails: { objects: managed },
    passes: { objects: [...managed, object(['v1', 'ResourceQuota', 'all'])] },
  },
  'gitops/no-limits': {
    fails: { objects: managed },
    passes: { objects: [...managed, object(['v1', 'LimitRange', 'all'])] },
  },
};
