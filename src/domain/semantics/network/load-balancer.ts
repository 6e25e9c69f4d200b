import type { Labels } from '../../../api/kube.ts';

type Asks = (value: string) => boolean;

const isTrue: Asks = (value) => value.toLowerCase() === 'true';
const is =
  (wanted: string): Asks =>
  (value) =>
    value.toLowerCase() === wanted;

/**
 * What asks a cloud for a load balancer that only its own network can reach, in the words of each. Any other value counts
 * as none. Sources: Kubernetes' page on Services, "Internal load balancer", and those of the clouds' controllers.
 */
const INTERNAL: Readonly<Record<string, Asks>> = {
  'service.beta.kubernetes.io/aws-load-balancer-internal': (value) => isTrue(value) || value === '0.0.0.0/0',
  'service.beta.kubernetes.io/aws-load-balancer-scheme': is('internal'),
  'networking.gke.io/load-balancer-type': is('internal'),
  'cloud.google.com/load-balancer-type': is('internal'),
  'service.beta.kubernetes.io/azure-load-balancer-internal': isTrue,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': is('private'),
  'service.beta.kubernetes.io/openstack-internal-load-balancer': isTrue,
  'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': isTrue,
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': (value) => value !== '',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': is('intranet'),
  'service.beta.kubernetes.io/alicloud-loadbalancer-address-type': is('intranet'),
  'service.beta.kubernetes.io/oci-load-balancer-internal': isTrue,
  'oci-network-load-balancer.oraclecloud.com/internal': isTrue,
  'yandex.cloud/load-balancer-type': is('internal'),
  'load-balancer.hetzner.cloud/disable-public-network': isTrue,
  'service.beta.kubernetes.io/scw-loadbalancer-private': isTrue,
  'service.beta.kubernetes.io/do-loadbalancer-network': is('internal'),
};

/** Whether the annotations of a Service ask for an internal load balancer, of whatever cloud. */
export const asksForInternal = (annotations: Labels): boolean =>
  Object.entries(INTERNAL).some(([key, asks]) => {
    const value = annotations[key];
    return value !== undefined && asks(value);
  });

const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/**
 * Who may reach the load balancer of a Service: its field, or where that is empty an older annotation, as the cloud
 * providers take it (GetLoadBalancerSourceRanges of k8s.io/cloud-provider). None means everybody.
 */
export function sourceRanges(field: readonly string[], annotations: Labels): readonly string[] {
  const texts = field.length > 0 ? field : (annotations[RANGES] ?? '').split(',');
  return texts.map((text) => text.trim()).filter((text) => text !== '' || field.length > 0);
}
