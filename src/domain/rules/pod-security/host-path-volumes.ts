import { control } from './control.ts';

export const hostPathVolumes = control({
  id: 'pod-security/host-path-volumes',
  check: 'hostPathVolumes',
  file: 'check_hostPathVolumes.go',
  title: 'Pod mounts files of its node',
  severity: 'high',
  says: 'Mounts files of the node by hostPath',
  reads: ['Pod spec.volumes[].hostPath'],
  why: 'A hostPath volume gives a Pod files of its node: the socket of the container runtime, the credentials of the kubelet, or what other Pods store there. Found for every volume of the type, whatever its path, and read-only or not. At the level restricted, restricted-volumes says so in its place.',
  remedy:
    'Use another type of volume: emptyDir for scratch space, a PersistentVolumeClaim for data, projected, configMap or secret for settings. For an agent of the node that cannot do without, write an exception.',
  cis: { '1.11': ['5.2.12'], '1.12': ['5.2.11'] },
});
