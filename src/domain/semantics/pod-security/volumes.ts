import { type Fault, type Judged, shown } from './fault.ts';

/** Controls of volumes. Source: k8s.io/pod-security-admission policy/check_{hostPathVolumes,restrictedVolumes}.go. */

const UNRESTRICTED: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const ofTypes = ({ pod }: Judged, isBad: (type: string) => boolean): Fault[] =>
  pod.volumes.flatMap(({ name, type }, index) =>
    isBad(type) ? { path: `spec.volumes[${index}].${type}`, volume: name, values: [shown(type)] } : [],
  );

export const hostPathVolumes = (judged: Judged): Fault[] => ofTypes(judged, (type) => type === 'hostPath');

export const restrictedVolumes = (judged: Judged): Fault[] => ofTypes(judged, (type) => !UNRESTRICTED.has(type));
