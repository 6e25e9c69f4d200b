import test from 'ava';
import { asksForInternal, sourceRanges } from '../../../../../src/domain/semantics/network/load-balancer.ts';

const internal: readonly [key: string, value: string][] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', 'true'],
  ['service.beta.kubernetes.io/aws-load-balancer-internal', '0.0.0.0/0'],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
  ['networking.gke.io/load-balancer-type', 'Internal'],
  ['cloud.google.com/load-balancer-type', 'Internal'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', 'private'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', 'true'],
  ['service.beta.kubernetes.io/cce-load-balancer-internal-vpc', 'true'],
  ['service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', 'subnet-1'],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', 'intranet'],
  ['service.beta.kubernetes.io/alicloud-loadbalancer-address-type', 'intranet'],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', 'true'],
  ['oci-network-load-balancer.oraclecloud.com/internal', 'true'],
  ['yandex.cloud/load-balancer-type', 'internal'],
  ['load-balancer.hetzner.cloud/disable-public-network', 'true'],
  ['service.beta.kubernetes.io/scw-loadbalancer-private', 'true'],
  ['service.beta.kubernetes.io/do-loadbalancer-network', 'INTERNAL'],
];

for (const [key, value] of internal)
  test(`${key}: ${value} is internal, and nothing else is`, (t) => {
    t.true(asksForInternal({ 'example.com/other': 'true', [key]: value }));
    for (const other of ['false', '', 'External', 'public'])
      t.is(asksForInternal({ [key]: other }), key.includes('qcloud') && other !== '', other);
  });

test('without annotations a load balancer is not internal', (t) => {
  t.false(asksForInternal({}));
});

const OLD = 'service.beta.kubernetes.io/load-balancer-source-ranges';

test('ranges are those of the field, or of the older annotation', (t) => {
  t.deepEqual(sourceRanges([], {}), []);
  t.deepEqual(sourceRanges([' 10.0.0.0/8'], { [OLD]: '0.0.0.0/0' }), ['10.0.0.0/8']);
  t.deepEqual(sourceRanges([], { [OLD]: '10.0.0.0/8, 192.168.0.0/16' }), ['10.0.0.0/8', '192.168.0.0/16']);
  t.deepEqual(sourceRanges([], { [OLD]: ' ' }), []);
  t.deepEqual(sourceRanges([''], {}), ['']);
});
