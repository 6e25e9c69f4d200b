import { control } from './control.ts';

export const seLinuxOptions = control({
  id: 'pod-security/se-linux-options',
  check: 'seLinuxOptions',
  file: 'check_seLinuxOptions.go',
  title: 'SELinux is loosened',
  severity: 'medium',
  says: 'Has SELinux options that the standard does not permit',
  reads: ['securityContext of the Pod and of every container: seLinuxOptions.{type,user,role}'],
  why: 'Nodes with SELinux keep containers apart from the node and from each other by their type. Found where a Pod or a container asks for a type that is not one for containers, such as spc_t, or for a user or a role.',
  remedy:
    'Remove seLinuxOptions.user and seLinuxOptions.role, and take the type container_t, container_init_t or container_kvm_t, or none.',
  cis: { '1.11': ['5.7.3'], '1.12': ['5.6.3'] },
});
