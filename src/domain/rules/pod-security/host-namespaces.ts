import { control } from './control.ts';

export const hostNamespaces = control({
  id: 'pod-security/host-namespaces',
  check: 'hostNamespaces',
  file: 'check_hostNamespaces.go',
  title: 'Pod shares namespaces of its node',
  severity: 'high',
  says: 'Shares namespaces of the node',
  reads: ['Pod spec.hostNetwork', 'Pod spec.hostPID', 'Pod spec.hostIPC'],
  why: 'With hostNetwork a Pod has the addresses of its node: no NetworkPolicy applies to it, and it reaches what listens on the loopback of the node. With hostPID it sees every process there, and their environment; with hostIPC their shared memory. Found where one of the three is true.',
  remedy:
    'Remove hostNetwork, hostPID and hostIPC. For an agent of the node that cannot do without, write an exception.',
  cis: { '1.11': ['5.2.3', '5.2.4', '5.2.5'], '1.12': ['5.2.3', '5.2.4', '5.2.5'] },
});
