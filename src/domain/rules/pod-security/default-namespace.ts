import { objectRule } from '../../audit/rule.ts';

export const defaultNamespace = objectRule({
  id: 'pod-security/default-namespace',
  subject: 'workload',
  title: 'Workload runs in the namespace "default"',
  severity: 'low',
  reads: ['metadata.namespace of the workload'],
  why: 'What nobody chose a namespace for ends up in "default", without quotas, network policies or an owner, and shares the ServiceAccount "default" with whatever else is there. Found for everything that runs there.',
  remedy: 'Move it to a namespace of its own.',
  mapping: { cis: { '1.11': ['5.7.4'], '1.12': ['5.6.4'] } },
  sources: [
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],
  check: ({ metadata }) =>
    metadata.namespace === 'default'
      ? [{ path: 'metadata.namespace', message: 'Runs in the namespace "default".' }]
      : [],
});
