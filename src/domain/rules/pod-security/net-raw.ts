import type { Capabilities } from '../../audit/subjects.ts';
import { objectRule } from '../../audit/rule.ts';
import { inContainers, isWindows } from '../../semantics/pod-security/fault.ts';
import { foundInPod, NSA_PODS } from './control.ts';

/** Runtimes give it to every container that does not drop it. */
const hasNetRaw = ({ add = [], drop = [] }: Capabilities): boolean =>
  add.includes('NET_RAW') || add.includes('ALL') || !(drop.includes('ALL') || drop.includes('NET_RAW'));

export const netRaw = objectRule({
  id: 'pod-security/net-raw',
  subject: 'workload',
  title: 'Container may forge packets',
  severity: 'low',
  reads: ['securityContext of every container: capabilities.{add,drop}', 'Pod spec.os.name'],
  why: 'With NET_RAW, which runtimes give to every container by default, a program may send any packet: it can pretend to be another Pod, or a server that its neighbours ask. Found where a container drops neither NET_RAW nor ALL, or adds it, unless the Pod is for Windows. Asked at the level restricted.',
  remedy: 'Set capabilities.drop to ["ALL"], or to ["NET_RAW"] at least.',
  mapping: { cis: { '1.11': ['5.2.8'], '1.12': ['5.2.8'] }, nsa: NSA_PODS },
  sources: [
    'https://www.cisecurity.org/benchmark/kubernetes',
    'https://github.com/containerd/containerd/blob/main/pkg/oci/spec.go',
  ],
  asked: ({ audit }) => audit.podSecurity === 'restricted',
  check: ({ pod, podPath }) => {
    if (isWindows(pod)) return [];
    const faults = inContainers(pod, ({ securityContext }) =>
      hasNetRaw(securityContext?.capabilities ?? {}) ? { path: 'securityContext.capabilities' } : undefined,
    );
    return foundInPod(podPath, faults, 'May send any packet, since NET_RAW is not dropped');
  },
});
