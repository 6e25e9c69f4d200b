import { objectRule } from '../../audit/rule.ts';
import type { AuditedService } from '../../audit/subjects.ts';
import { cap, some } from '../../text.ts';
import { SEPARATION, SERVICES } from './sources.ts';
import { MAX_MESSAGE } from './words.ts';

type Port = AuditedService['spec']['ports'][number];

const portText = ({ port, protocol, nodePort }: Port): string =>
  nodePort === undefined ? `${protocol} ${port}` : `${protocol} ${port} at ${nodePort}`;

/** A load balancer has node ports, too, unless it is told not to; what it lets in does not matter there. */
const isDodged = ({ type, allocateLoadBalancerNodePorts, loadBalancerSourceRanges, ports }: AuditedService['spec']) =>
  type === 'LoadBalancer' &&
  loadBalancerSourceRanges.length > 0 &&
  (allocateLoadBalancerNodePorts !== false || ports.some(({ nodePort }) => nodePort !== undefined));

function messageOf(spec: AuditedService['spec']): string | undefined {
  const ports = some(spec.ports.map(portText), 5);
  if (spec.type === 'NodePort') return `Its ports are open on every node, to whoever reaches one: ${ports}.`;
  if (!isDodged(spec)) return undefined;
  return `Its ports are open on every node, whatever loadBalancerSourceRanges say: ${ports}.`;
}

export const nodePort = objectRule<'service'>({
  id: 'network/node-port',
  title: 'Service opens ports on every node',
  severity: 'low',
  subject: 'service',
  reads: ['Service spec.type, spec.ports, spec.loadBalancerSourceRanges and spec.allocateLoadBalancerNodePorts'],
  why: 'A node port is open on all nodes, at all of their addresses, past whatever guards the way in. Found for a Service of type NodePort; and for one of type LoadBalancer that has loadBalancerSourceRanges, which hold for the load balancer and not for the node ports that it has as well. Firewalls around the nodes, and nodePortAddresses of kube-proxy, cannot be seen.',
  remedy:
    'Use a Service of type ClusterIP and an Ingress. For a load balancer that needs no node ports, set allocateLoadBalancerNodePorts to false, and take those out that it has.',
  mapping: SEPARATION,
  sources: [`${SERVICES}#type-nodeport`, `${SERVICES}#load-balancer-nodeport-allocation`],
  check: ({ spec }) => {
    const message = messageOf(spec);
    return message === undefined ? [] : [{ path: 'spec.ports', message: cap(message, MAX_MESSAGE) }];
  },
});
