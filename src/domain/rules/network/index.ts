import type { Rule } from '../../audit/rule.ts';
import { clusterWideIngress } from './cluster-wide-ingress.ts';
import { egressNotIsolated } from './egress-not-isolated.ts';
import { externalIps } from './external-ips.ts';
import { hostNetwork } from './host-network.ts';
import { inconclusive } from './inconclusive.ts';
import { ingressWithoutTls } from './ingress-without-tls.ts';
import { loadBalancer } from './load-balancer.ts';
import { metadataEgress } from './metadata-egress.ts';
import { nodePort } from './node-port.ts';
import { notIsolated } from './not-isolated.ts';
import { openBroadly } from './open-broadly.ts';
import { openInUnion } from './open-in-union.ts';
import { openToPublic } from './open-to-public.ts';
import { openToWorld } from './open-to-world.ts';
import { policySelectsNothing } from './policy-selects-nothing.ts';

export const NETWORK: readonly Rule[] = [
  openToWorld,
  openInUnion,
  openBroadly,
  openToPublic,
  clusterWideIngress,
  notIsolated,
  egressNotIsolated,
  metadataEgress,
  policySelectsNothing,
  hostNetwork,
  inconclusive,
  loadBalancer,
  nodePort,
  externalIps,
  ingressWithoutTls,
];
