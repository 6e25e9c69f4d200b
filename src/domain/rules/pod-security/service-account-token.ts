import { namespaceRule, refTo } from '../../audit/rule.ts';
import type { AuditedServiceAccount, AuditedWorkload } from '../../audit/subjects.ts';
import { NSA_PODS, pathIn } from './control.ts';

/** A Pod's own word counts before that of its ServiceAccount; without any, the token is mounted. */
const mountsDefaultToken = ({ pod }: AuditedWorkload, account: AuditedServiceAccount | undefined): boolean =>
  (pod.serviceAccountName ?? 'default') === 'default' &&
  (pod.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true);

export const serviceAccountToken = namespaceRule({
  id: 'pod-security/service-account-token',
  title: 'Pod has a token that it was given by default',
  severity: 'low',
  reads: [
    'Pod spec.serviceAccountName',
    'Pod spec.automountServiceAccountToken',
    'ServiceAccount automountServiceAccountToken',
  ],
  why: 'A Pod that names no ServiceAccount is given the one called "default", and its token: whoever gets into the Pod can speak to the API server with it, and with every right that is ever granted to that account. Found where a Pod uses the ServiceAccount "default" and neither of them switches automountServiceAccountToken off. Pods with a ServiceAccount of their own are taken to need it.',
  remedy:
    'Set automountServiceAccountToken to false, in the Pod or in the ServiceAccount "default"; or give the program a ServiceAccount of its own, if it needs the API server.',
  mapping: { cis: { '1.11': ['5.1.5', '5.1.6'], '1.12': ['5.1.5', '5.1.6'] }, nsa: NSA_PODS },
  sources: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],
  check: ({ workloads, serviceAccounts }) => {
    const account = serviceAccounts.find(({ metadata }) => metadata.name === 'default');
    return workloads
      .filter((workload) => mountsDefaultToken(workload, account))
      .map((workload) => ({
        object: refTo(workload),
        path: pathIn(workload.podPath, 'spec.automountServiceAccountToken'),
        message: 'Has the token of the ServiceAccount "default".',
      }));
  },
});
