import { control } from './control.ts';

export const sysctls = control({
  id: 'pod-security/sysctls',
  check: 'sysctls',
  file: 'check_sysctls.go',
  title: 'Pod sets kernel parameters that may harm its node',
  severity: 'medium',
  says: 'Sets sysctls that the standard does not permit',
  reads: ['Pod spec.securityContext.sysctls[].name'],
  why: 'Some kernel parameters are not kept apart by namespaces: one Pod that sets them changes the node for all. Found for every sysctl but those that the version of the standard lists as safe.',
  remedy: 'Remove the sysctls, or have them set for the node by whoever runs it.',
});
