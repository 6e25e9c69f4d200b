import { control } from './control.ts';

export const hostPorts = control({
  id: 'pod-security/host-ports',
  check: 'hostPorts',
  file: 'check_hostPorts.go',
  title: 'Container listens on a port of its node',
  severity: 'medium',
  says: 'Listens on ports of the node',
  reads: ['ports[].hostPort of every container'],
  why: 'A hostPort opens a port on every address of the node, past Services and often past NetworkPolicies, to everyone who can reach the node. Found for any hostPort but 0.',
  remedy: 'Remove hostPort, and let a Service lead to the Pod.',
  cis: { '1.11': ['5.2.13'], '1.12': ['5.2.12'] },
});
