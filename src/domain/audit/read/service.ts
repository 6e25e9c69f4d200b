import type { KubeObject, Labels } from '../../../api/kube.ts';
import { asksForInternal, sourceRanges } from '../../semantics/network/load-balancer.ts';
import type { AuditedService } from '../subjects.ts';
import { defined, flagOf, listOf, namedTextsOf, numberOf, objectOf, textOf, textsOf } from './pod-values.ts';
import { readSeen } from './seen.ts';

const NONE: readonly never[] = [];

function targetPortOf(value: unknown): number | string | undefined {
  return numberOf(value) ?? textOf(value);
}

function portOf(entry: unknown): AuditedService['spec']['ports'][number] {
  const { port, protocol, targetPort, nodePort } = objectOf(entry);
  return {
    port: numberOf(port) ?? 0,
    protocol: textOf(protocol) ?? 'TCP',
    ...defined({ targetPort: targetPortOf(targetPort), nodePort: numberOf(nodePort) || undefined }),
  };
}

function selectorOf(value: unknown): Labels | undefined {
  const selector = namedTextsOf(value);
  return Object.keys(selector).length > 0 ? selector : undefined;
}

/** What is kept of a Service. Must not throw, whatever it holds. */
export function readService(raw: KubeObject & { readonly spec?: unknown }): AuditedService {
  const annotations = namedTextsOf(raw.metadata.annotations);
  const spec = objectOf(raw.spec);
  const ranges = spec['loadBalancerSourceRanges'];
  return {
    ...readSeen(raw),
    spec: {
      type: textOf(spec['type']) ?? 'ClusterIP',
      ports: listOf(spec['ports']).map(portOf),
      externalIPs: textsOf(spec['externalIPs']) ?? NONE,
      loadBalancerSourceRanges: sourceRanges(textsOf(ranges) ?? NONE, annotations),
      ...defined({
        selector: selectorOf(spec['selector']),
        externalTrafficPolicy: textOf(spec['externalTrafficPolicy']),
        allocateLoadBalancerNodePorts: flagOf(spec['allocateLoadBalancerNodePorts']),
      }),
    },
    internal: asksForInternal(annotations),
  };
}
