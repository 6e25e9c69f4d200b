import { control } from './control.ts';

export const procMount = control({
  id: 'pod-security/proc-mount',
  check: 'procMount',
  file: 'check_procMount_baseline.go',
  title: 'Files below /proc are not masked',
  severity: 'medium',
  says: 'Mounts /proc without its masks',
  reads: ['securityContext of every container: procMount', 'Pod spec.hostUsers'],
  why: 'The runtime hides those files below /proc that tell of the node or change it. Found where a container asks for another procMount than Default; as of v1.35 not where the Pod has a user namespace of its own. At the level restricted, proc-mount-restricted says so in its place as of v1.35.',
  remedy: 'Remove procMount, or set hostUsers of the Pod to false.',
});
