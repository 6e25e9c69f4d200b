import { objectRule } from '../../audit/rule.ts';
import { inContainers, isWindows } from '../../semantics/pod-security/fault.ts';
import { foundInPod, NSA_PODS } from './control.ts';

export const readOnlyRootFilesystem = objectRule({
  id: 'pod-security/read-only-root-filesystem',
  subject: 'workload',
  title: 'Container may change its own files',
  severity: 'low',
  reads: ['securityContext of every container: readOnlyRootFilesystem', 'Pod spec.os.name'],
  why: 'Whoever gets into a container whose files may be written puts tools there, or changes the program. Found where readOnlyRootFilesystem is not true, unless the Pod is for Windows, which has nothing like it. Asked at the level restricted, although the standard itself does not have it.',
  remedy: 'Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the program writes.',
  mapping: { cis: { '1.11': ['5.7.3'], '1.12': ['5.6.3'] }, nsa: NSA_PODS },
  sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  asked: ({ audit }) => audit.podSecurity === 'restricted',
  check: ({ pod, podPath }) => {
    if (isWindows(pod)) return [];
    const faults = inContainers(pod, ({ securityContext }) =>
      securityContext?.readOnlyRootFilesystem === true ? undefined : { path: 'securityContext.readOnlyRootFilesystem' },
    );
    return foundInPod(podPath, faults, 'May change its own files, since readOnlyRootFilesystem is not true');
  },
});
