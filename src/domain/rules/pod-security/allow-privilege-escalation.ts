import { control } from './control.ts';

export const allowPrivilegeEscalation = control({
  id: 'pod-security/allow-privilege-escalation',
  check: 'allowPrivilegeEscalation',
  file: 'check_allowPrivilegeEscalation.go',
  title: 'Container may gain privileges',
  severity: 'medium',
  says: 'May gain privileges, since allowPrivilegeEscalation is not false',
  reads: ['securityContext of every container: allowPrivilegeEscalation', 'Pod spec.os.name'],
  why: 'Unless allowPrivilegeEscalation is false, a program in the container becomes root by a file that is set-user-ID. Found where it is not said: the default is true. Pods for Windows are left out as of v1.25.',
  remedy: 'Set securityContext.allowPrivilegeEscalation of every container to false.',
  cis: { '1.11': ['5.2.6'], '1.12': ['5.2.6'] },
});
