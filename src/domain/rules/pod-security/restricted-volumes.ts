import { control } from './control.ts';

export const restrictedVolumes = control({
  id: 'pod-security/restricted-volumes',
  check: 'restrictedVolumes',
  file: 'check_restrictedVolumes.go',
  title: 'Pod mounts volumes of a type that is not restricted',
  severity: 'low',
  says: 'Mounts volumes of types that the standard does not permit',
  reads: ['Pod spec.volumes[]'],
  why: 'Volumes that are named in a Pod by server or disk go past the storage that the cluster gives out, and past its rules. Found for every type but configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret. It is high for hostPath, by which a Pod gets files of its node.',
  remedy: 'Use a PersistentVolumeClaim in place of the volume.',
  cis: { '1.11': ['5.2.12'], '1.12': ['5.2.11'] },
  weigh: (faults) => (faults.some(({ values }) => values?.includes('hostPath')) ? 'high' : undefined),
});
