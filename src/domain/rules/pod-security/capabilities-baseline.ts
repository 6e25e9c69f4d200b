import { control } from './control.ts';
import { weighCapabilities } from './capability-weight.ts';

export const capabilitiesBaseline = control({
  id: 'pod-security/capabilities-baseline',
  check: 'capabilities_baseline',
  file: 'check_capabilities_baseline.go',
  title: 'Container adds dangerous capabilities',
  severity: 'medium',
  says: 'Has capabilities that the standard does not permit',
  reads: ['securityContext of every container: capabilities.add'],
  why: 'Each capability is a part of what root may do. Found where a container adds one that is not among those that runtimes give by default, NET_RAW included. It is high for those that amount to the node itself, such as SYS_ADMIN, or ALL. At the level restricted, capabilities-restricted says so in its place as of v1.22.',
  remedy:
    'Remove from capabilities.add what the program does not need. For what it cannot do without, write an exception.',
  cis: { '1.11': ['5.2.9'] },
  weigh: weighCapabilities,
});
