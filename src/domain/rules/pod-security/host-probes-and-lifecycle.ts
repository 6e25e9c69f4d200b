import { control } from './control.ts';

export const hostProbesAndLifecycle = control({
  id: 'pod-security/host-probes-and-lifecycle',
  check: 'hostProbesAndHostLifecycle',
  file: 'check_hostProbesAndhostLifecycle.go',
  title: 'Probe or lifecycle handler names another host',
  severity: 'medium',
  says: 'Has probes or lifecycle handlers that name a host',
  reads: [
    '{livenessProbe,readinessProbe,startupProbe}.{httpGet,tcpSocket}.host of every container',
    'lifecycle.{postStart,preStop}.{httpGet,tcpSocket}.host of every container',
  ],
  why: 'Probes and lifecycle handlers are carried out by the kubelet, from the node: with a host of their own they reach what the Pod itself could not, such as services on the loopback of the node or the metadata of the cloud. Found where one names any host; it is part of the standard as of v1.34.',
  remedy: 'Remove host: it is the Pod that is called then.',
});
