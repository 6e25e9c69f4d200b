import { objectRule } from '../../audit/rule.ts';
import { cap } from '../../text.ts';
import { SEPARATION, SERVICES } from './sources.ts';
import { MAX_MESSAGE, quoted } from './words.ts';

export const externalIps = objectRule<'service'>({
  id: 'network/external-ips',
  title: 'Service claims addresses by externalIPs',
  severity: 'high',
  subject: 'service',
  reads: ['Service spec.externalIPs'],
  why: 'Every node sends what goes to an address in externalIPs to the Service instead, whoever the address belongs to: whoever may write a Service in some namespace can take the traffic of others, such as that to a DNS server, or to an address outside the cluster (CVE-2020-8554, which has no fix). Found where a Service other than of type ExternalName has any. Whether an admission plugin such as DenyServiceExternalIPs would refuse it by now cannot be seen.',
  remedy:
    'Use a load balancer, or an Ingress; forbid externalIPs by the admission plugin DenyServiceExternalIPs or by a policy.',
  mapping: SEPARATION,
  sources: [`${SERVICES}#external-ips`, 'https://github.com/kubernetes/kubernetes/issues/97076'],
  check: ({ spec: { type, externalIPs } }) =>
    type === 'ExternalName' || externalIPs.length === 0
      ? []
      : [
          {
            path: 'spec.externalIPs',
            message: cap(`Takes what every node sends to ${quoted(externalIPs)}.`, MAX_MESSAGE),
          },
        ],
});
