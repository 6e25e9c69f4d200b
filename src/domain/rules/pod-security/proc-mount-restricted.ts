import { control } from './control.ts';

export const procMountRestricted = control({
  id: 'pod-security/proc-mount-restricted',
  check: 'procMount_restricted',
  file: 'check_procMount_restricted.go',
  title: 'Files below /proc are not masked',
  severity: 'medium',
  says: 'Mounts /proc without its masks',
  reads: ['securityContext of every container: procMount'],
  why: 'The runtime hides those files below /proc that tell of the node or change it. Found where a container asks for another procMount than Default, even in a user namespace of its own.',
  remedy: 'Remove procMount.',
});
