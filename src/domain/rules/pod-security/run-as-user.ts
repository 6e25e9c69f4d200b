import { control } from './control.ts';

export const runAsUser = control({
  id: 'pod-security/run-as-user',
  check: 'runAsUser',
  file: 'check_runAsUser.go',
  title: 'Container runs as root',
  severity: 'medium',
  says: 'Runs as root, since runAsUser is 0',
  reads: ['securityContext of the Pod and of every container: runAsUser', 'Pod spec.hostUsers'],
  why: 'Root in a container is root of the node as soon as anything lets it out. Found where the Pod or a container asks for user 0; as of v1.35 not where the Pod has a user namespace of its own.',
  remedy: 'Remove runAsUser, or set it to another number than 0.',
  cis: { '1.11': ['5.2.7'], '1.12': ['5.2.7'] },
});
