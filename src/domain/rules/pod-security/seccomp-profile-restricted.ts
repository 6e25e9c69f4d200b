import { control } from './control.ts';
import { NONE_SET } from '../../semantics/pod-security/fault.ts';

export const seccompProfileRestricted = control({
  id: 'pod-security/seccomp-profile-restricted',
  check: 'seccompProfile_restricted',
  file: 'check_seccompProfile_restricted.go',
  title: 'Seccomp is not switched on',
  severity: 'low',
  says: 'Has no seccomp profile, or one other than RuntimeDefault or Localhost',
  reads: ['securityContext of the Pod and of every container: seccompProfile.type', 'Pod spec.os.name'],
  why: 'Without a seccomp profile a container may call every part of the kernel, unless its node is set up to use the profile of the runtime for all. Found where neither the Pod nor the container has a profile of the type RuntimeDefault or Localhost; Pods for Windows are left out as of v1.25.',
  remedy: 'Set securityContext.seccompProfile.type of the Pod to RuntimeDefault.',
  cis: { '1.11': ['5.7.2'], '1.12': ['5.6.2'] },
  weigh: (faults) => (faults.some(({ values = [] }) => !values.includes(NONE_SET)) ? 'medium' : undefined),
});
