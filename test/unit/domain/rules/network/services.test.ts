import test from 'ava';
import { judge } from '../judge.ts';
import { ingress, service } from './objects.ts';

const found = (id: string, spec: object, annotations: Record<string, string> = {}) => {
  const raw = id === 'ingress-without-tls' ? ingress(spec, annotations) : service(spec, annotations);
  return judge(`network/${id}`, { objects: [raw] }).map(({ path, message }) => `${path}: ${message}`);
};

const balancers: readonly [ranges: readonly string[], told: string | undefined][] = [
  [
    [],
    'spec.type: Its load balancer is not internal, and takes traffic from anywhere: it has no loadBalancerSourceRanges.',
  ],
  [
    ['0.0.0.0/0'],
    'spec.loadBalancerSourceRanges: Its load balancer is not internal, and takes traffic from the world: 0.0.0.0/0.',
  ],
  [
    ['0.0.0.0/1', '128.0.0.0/1'],
    'spec.loadBalancerSourceRanges: Its load balancer is not internal, and takes traffic from the world: 0.0.0.0/0.',
  ],
  [['8.8.8.0/24', ' 10.0.0.0/8 '], undefined],
  [
    ['8.8.8.0/24', 'office'],
    'spec.loadBalancerSourceRanges: loadBalancerSourceRanges that are no blocks of addresses: "office".',
  ],
];

for (const [loadBalancerSourceRanges, told] of balancers)
  test(`a load balancer with the ranges ${JSON.stringify(loadBalancerSourceRanges)}`, (t) => {
    t.deepEqual(
      found('load-balancer', { type: 'LoadBalancer', loadBalancerSourceRanges }),
      told === undefined ? [] : [told],
    );
    t.deepEqual(found('load-balancer', { type: 'ClusterIP', loadBalancerSourceRanges }), []);
  });

test('an internal load balancer is in order', (t) => {
  const annotations = { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
  t.deepEqual(found('load-balancer', { type: 'LoadBalancer' }, annotations), []);
});

test('node ports, with those that a guarded load balancer has as well', (t) => {
  t.deepEqual(
    found('node-port', { type: 'NodePort', ports: [{ port: 80 }, { port: 53, protocol: 'UDP', nodePort: 30_053 }] }),
    ['spec.ports: Its ports are open on every node, to whoever reaches one: TCP 80; UDP 53 at 30053.'],
  );
  const guarded = { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] };
  t.deepEqual(found('node-port', guarded), [
    'spec.ports: Its ports are open on every node, whatever loadBalancerSourceRanges say: TCP 80 at 30080.',
  ]);
  t.is(found('node-port', { ...guarded, allocateLoadBalancerNodePorts: false }).length, 1, 'those that it still has');
  t.deepEqual(found('node-port', { ...guarded, allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] }), []);
  t.deepEqual(found('node-port', { type: 'LoadBalancer' }), [], 'told by the rule on load balancers');
});

test('external addresses, except where they are of no effect', (t) => {
  const externalIPs = ['1.1.1.1', '2606:4700::1'];
  const told = ['spec.externalIPs: Takes what every node sends to "1.1.1.1"; "2606:4700::1".'];
  for (const type of [undefined, 'ClusterIP', 'NodePort', 'LoadBalancer'])
    t.deepEqual(found('external-ips', { ...(type !== undefined && { type }), externalIPs }), told);
  t.deepEqual(found('external-ips', { type: 'ExternalName', externalIPs }), []);
});

const backend = { service: { name: 'web', port: { number: 80 } } };
const ingresses: readonly [title: string, spec: object, open: string | undefined][] = [
  ['one host of two', { rules: [{ host: 'a.b.c' }, { host: 'b.c' }], tls: [{ hosts: ['*.b.c'] }] }, '"b.c"'],
  ['no host', { rules: [{}], tls: [{ hosts: ['a.b.c'] }] }, 'any host'],
  ['no host, with a list for all', { rules: [{}], tls: [{ secretName: 'web' }] }, undefined],
  ['the default backend', { defaultBackend: backend }, 'the default backend'],
  ['the default backend, with a list for all', { defaultBackend: backend, tls: [{}] }, undefined],
  [
    'the default backend beside a host',
    { defaultBackend: backend, rules: [{ host: 'a.b.c' }], tls: [{ hosts: ['a.b.c'] }] },
    'the default backend',
  ],
  ['nothing', {}, undefined],
  ['many hosts', { rules: ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host })) }, '"a"; "b"; "c"; and 2 more'],
];

for (const [title, spec, open] of ingresses)
  test(`an Ingress for ${title}`, (t) => {
    const told = open === undefined ? [] : [`spec.tls: Serves without TLS: ${open}.`];
    t.deepEqual(found('ingress-without-tls', spec), told);
  });

test('certificates that a controller gets elsewhere are as good', (t) => {
  const annotations = { 'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:1' };
  t.deepEqual(found('ingress-without-tls', { rules: [{ host: 'a' }] }, annotations), []);
});
