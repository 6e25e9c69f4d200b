import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../src/api/kube.ts';
import { readIngress } from '../../../../src/domain/audit/read/ingress.ts';
import { readNetworkPolicy } from '../../../../src/domain/audit/read/network-policy.ts';
import { readService } from '../../../../src/domain/audit/read/service.ts';
import { ingress, policy, service } from '../rules/network/objects.ts';

test('of a Service, what rules read is kept', (t) => {
  const raw = service({
    type: 'LoadBalancer',
    selector: { app: 'web' },
    ports: [{ port: 80 }, { port: 53, protocol: 'UDP', targetPort: 'dns', nodePort: 30_053, name: 'dns' }],
    externalIPs: ['1.1.1.1'],
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    externalTrafficPolicy: 'Local',
    allocateLoadBalancerNodePorts: false,
    clusterIP: '10.96.0.7',
  });
  t.deepEqual(readService(raw).spec, {
    type: 'LoadBalancer',
    selector: { app: 'web' },
    ports: [
      { port: 80, protocol: 'TCP' },
      { port: 53, protocol: 'UDP', targetPort: 'dns', nodePort: 30_053 },
    ],
    externalIPs: ['1.1.1.1'],
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    externalTrafficPolicy: 'Local',
    allocateLoadBalancerNodePorts: false,
  });
  t.false(readService(raw).internal);
});

test('of a Service that says nothing, nothing is made up', (t) => {
  const { spec, internal } = readService({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } });
  t.deepEqual(spec, { type: 'ClusterIP', ports: [], externalIPs: [], loadBalancerSourceRanges: [] });
  t.false(internal);
});

test('what clouds are asked for is found out, and the annotations are not kept', (t) => {
  const read = readService(
    service(
      { type: 'LoadBalancer' },
      {
        'networking.gke.io/load-balancer-type': 'Internal',
        'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8',
      },
    ),
  );
  t.true(read.internal);
  t.deepEqual(read.spec.loadBalancerSourceRanges, ['10.0.0.0/8']);
  t.is(read.metadata.annotations, undefined);
});

test('of an Ingress, hosts and lists of TLS are kept', (t) => {
  const read = readIngress(
    ingress({
      rules: [{ host: 'a.example.com' }, {}, { host: 'a.example.com' }, { host: 'b.example.com' }],
      tls: [{ hosts: ['a.example.com', 'b.example.com'] }, { secretName: 'default' }],
      defaultBackend: { service: { name: 'web' } },
    }),
  );
  t.deepEqual(read.hosts, ['a.example.com', '', 'b.example.com']);
  t.deepEqual(read.tls, [['a.example.com', 'b.example.com'], []]);
  t.true(read.hasDefaultBackend);
});

test('an entry of TLS that cannot be read covers nothing', (t) => {
  for (const entry of [null, 'all', 1, [], { hosts: 'a' }, { hosts: [1] }])
    t.deepEqual(readIngress(ingress({ tls: [entry] })).tls, [], JSON.stringify(entry));
});

test('the challenges of ACME are without TLS by design, and alone', (t) => {
  const rule = (...paths: readonly string[]) => ({ host: 'a', http: { paths: paths.map((path) => ({ path })) } });
  const challenge = '/.well-known/acme-challenge/token';
  const hosts = (one: object) => readIngress(ingress({ rules: [one] })).hosts;
  t.deepEqual(hosts(rule(challenge)), []);
  t.deepEqual(hosts(rule(challenge, '/')), ['a']);
  t.deepEqual(hosts(rule()), ['a']);
  t.deepEqual(hosts({ host: 'a', http: { paths: [{}] } }), ['a']);
});

const elsewhere: readonly [spec: object, annotations: Record<string, string>, isThere: boolean][] = [
  [{}, { 'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:1' }, true],
  [{}, { 'alb.ingress.kubernetes.io/certificate-arn': ' ' }, false],
  [{}, { 'networking.gke.io/managed-certificates': 'web' }, true],
  [{}, { 'ingress.gcp.kubernetes.io/pre-shared-cert': 'web' }, true],
  [{}, { 'appgw.ingress.kubernetes.io/appgw-ssl-certificate': 'web' }, true],
  [{}, { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' }, true],
  [{}, { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'false' }, false],
  [{}, { 'route.openshift.io/termination': 'edge' }, true],
  [{}, { 'route.openshift.io/termination': 'none' }, false],
  [{}, { 'traefik.ingress.kubernetes.io/router.tls': 'true' }, true],
  [{ ingressClassName: 'tailscale' }, {}, true],
  [{}, { 'kubernetes.io/ingress.class': 'tailscale' }, true],
  [{ ingressClassName: 'nginx' }, { 'kubernetes.io/ingress.class': 'tailscale' }, false],
  [{}, { 'example.com/tls': 'true' }, false],
];

for (const [spec, annotations, isThere] of elsewhere)
  test(`${JSON.stringify({ ...spec, ...annotations })}: TLS ${isThere ? 'elsewhere' : 'nowhere'}`, (t) => {
    t.deepEqual(readIngress(ingress(spec, annotations)).tls, isThere ? [[]] : []);
  });

test('of a NetworkPolicy all is kept but its status', (t) => {
  const spec = { podSelector: {}, ingress: [{}] };
  const raw = { ...policy('in', spec), status: { conditions: [] } };
  t.deepEqual(readNetworkPolicy(raw).spec, spec);
  t.false('status' in readNetworkPolicy(raw));
});

test('whatever an object holds, nothing is thrown', (t) => {
  const list = fc.oneof(
    fc.anything(),
    fc.array(fc.dictionary(fc.constantFrom('host', 'hosts', 'http', 'port'), fc.anything())),
  );
  const spec = fc.dictionary(
    fc.constantFrom('type', 'ports', 'selector', 'externalIPs', 'rules', 'tls', 'loadBalancerSourceRanges'),
    list,
  );
  const annotations = fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.anything()));
  fc.assert(
    fc.property(fc.oneof(spec, fc.anything()), annotations, (given, noted) => {
      const raw = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x', annotations: noted }, spec: given };
      for (const read of [readService, readIngress, readNetworkPolicy]) t.notThrows(() => read(raw as KubeObject));
    }),
    { numRuns: 1000 },
  );
});
