import { control } from './control.ts';

export const runAsNonRoot = control({
  id: 'pod-security/run-as-non-root',
  check: 'runAsNonRoot',
  file: 'check_runAsNonRoot.go',
  title: 'Container may run as root',
  severity: 'medium',
  says: 'May run as root, since runAsNonRoot is not true',
  reads: ['securityContext of the Pod and of every container: runAsNonRoot', 'Pod spec.hostUsers'],
  why: 'Root in a container is root of the node as soon as anything lets it out. Found where neither the Pod nor the container asks for runAsNonRoot, or one refuses it; the user of an image is not known, so that one which would not run as root is found, too. As of v1.35 not where the Pod has a user namespace of its own.',
  remedy:
    'Set securityContext.runAsNonRoot of the Pod to true, and build images that name another user than root by its number.',
  cis: { '1.11': ['5.2.7'], '1.12': ['5.2.7'] },
});
