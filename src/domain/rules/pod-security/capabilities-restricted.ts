import { control } from './control.ts';
import { weighCapabilities } from './capability-weight.ts';

export const capabilitiesRestricted = control({
  id: 'pod-security/capabilities-restricted',
  check: 'capabilities_restricted',
  file: 'check_capabilities_restricted.go',
  title: 'Container keeps capabilities',
  severity: 'low',
  says: 'Has capabilities that the standard does not permit',
  reads: ['securityContext of every container: capabilities.{add,drop}', 'Pod spec.os.name'],
  why: 'Each capability is a part of what root may do; hardly a program needs one. Found where a container does not drop ALL, or adds anything but NET_BIND_SERVICE. It is medium for what it adds, and high for what amounts to the node itself, such as SYS_ADMIN. Pods for Windows are left out as of v1.25.',
  remedy:
    'Set capabilities.drop to ["ALL"], and add NET_BIND_SERVICE alone, where the program listens on a port below 1024.',
  cis: { '1.11': ['5.2.9', '5.2.10'], '1.12': ['5.2.9'] },
  weigh: weighCapabilities,
});
