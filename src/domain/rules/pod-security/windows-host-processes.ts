import { control } from './control.ts';

export const windowsHostProcess = control({
  id: 'pod-security/windows-host-processes',
  check: 'windowsHostProcess',
  file: 'check_windowsHostProcess.go',
  title: 'Pod runs as a process of a Windows node',
  severity: 'high',
  says: 'Runs as a process of the Windows node',
  reads: ['securityContext of the Pod and of every container: windowsOptions.hostProcess'],
  why: 'A HostProcess container of Windows is no container: it runs on the node itself, with the rights of an account there. Found where the Pod or a container of it asks for it.',
  remedy: 'Remove windowsOptions.hostProcess. For an agent of the node that cannot do without, write an exception.',
  cis: { '1.11': ['5.2.11'], '1.12': ['5.2.10'] },
});
