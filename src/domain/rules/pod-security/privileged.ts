import { control } from './control.ts';

export const privileged = control({
  id: 'pod-security/privileged',
  check: 'privileged',
  file: 'check_privileged.go',
  title: 'Container runs privileged',
  severity: 'high',
  says: 'Runs privileged',
  reads: ['securityContext of every container: privileged'],
  why: 'A privileged container has every capability and every device of its node, and neither seccomp, AppArmor nor SELinux confine it: whoever gets into it has the node, and every Pod and token on it. Found in containers of all sorts, init and ephemeral ones included. It is high and not critical since somebody must get into the container first, and since some agents of nodes cannot do without; an exception with a reason is the place for those.',
  remedy:
    'Set securityContext.privileged to false, and add the single capabilities or devices that the program really needs. For an agent of the node that cannot do without, write an exception.',
  cis: { '1.11': ['5.2.2'], '1.12': ['5.2.2'] },
});
