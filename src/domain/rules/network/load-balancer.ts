import { type Found, objectRule } from '../../audit/rule.ts';
import { type AddressSet, parseCidr, union } from '../../semantics/address-set.ts';
import { exposureOf } from '../../semantics/network/internet.ts';
import { addressesText } from '../../semantics/peers.ts';
import { cap } from '../../text.ts';
import { SEPARATION, SERVICES } from './sources.ts';
import { MAX_MESSAGE, quoted } from './words.ts';

const FIELD = 'spec.loadBalancerSourceRanges';

const isSet = (set: AddressSet | undefined): set is AddressSet => set !== undefined;

function fault(ranges: readonly string[]): Found | undefined {
  if (ranges.length === 0)
    return {
      path: 'spec.type',
      message:
        'Its load balancer is not internal, and takes traffic from anywhere: it has no loadBalancerSourceRanges.',
    };
  const sets = ranges.map(parseCidr);
  const unreadable = ranges.filter((_, index) => sets[index] === undefined);
  if (unreadable.length > 0)
    return { path: FIELD, message: `loadBalancerSourceRanges that are no blocks of addresses: ${quoted(unreadable)}.` };
  const all = union(sets.filter(isSet));
  if (exposureOf(all) !== 'world') return undefined;
  const blocks = addressesText(all).join(', ');
  return { path: FIELD, message: `Its load balancer is not internal, and takes traffic from the world: ${blocks}.` };
}

export const loadBalancer = objectRule<'service'>({
  id: 'network/load-balancer',
  title: 'Load balancer takes traffic from anywhere',
  severity: 'medium',
  subject: 'service',
  reads: ['Service spec.type and spec.loadBalancerSourceRanges', 'Service metadata.annotations of clouds'],
  why: 'A Service of type LoadBalancer gets an address that, on most clouds, the whole Internet reaches, with nothing between it and the pods. Found where such a Service has no loadBalancerSourceRanges, or some that are a quarter of the public addresses of IPv4 or IPv6 at least, or that cannot be read; unless an annotation asks its cloud for an internal load balancer: those of AWS, Google Cloud, Azure, IBM, OpenStack, Baidu, Tencent, Alibaba, Oracle, Yandex, Hetzner, Scaleway and DigitalOcean are known, and are believed whatever the cloud. What a cloud does without being asked, and firewalls in front, cannot be seen: where no address is public, accept it by an exception.',
  remedy:
    'Set loadBalancerSourceRanges to those who need it, or ask the cloud for an internal load balancer, or expose the pods by an Ingress instead.',
  mapping: SEPARATION,
  sources: [
    `${SERVICES}#internal-load-balancer`,
    'https://github.com/kubernetes/cloud-provider/blob/v0.37.0/service/helpers/helper.go',
  ],
  check: ({ spec, internal }) => {
    if (spec.type !== 'LoadBalancer' || internal) return [];
    const found = fault(spec.loadBalancerSourceRanges);
    return found === undefined ? [] : [{ ...found, message: cap(found.message, MAX_MESSAGE) }];
  },
});
