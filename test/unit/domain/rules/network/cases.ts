import { type CasesById, object } from '../case.ts';
import { app, DENY_ALL, deployment, ingress, lettingIn, policy, service } from './objects.ts';

const web = deployment('web');

const egressTo = (...except: readonly string[]) =>
  policy('out', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }] }],
  });

const lettingInNamespaces = (namespaceSelector: object) =>
  policy('in', { podSelector: {}, ingress: [{ from: [{ namespaceSelector }] }] });

export const cases: CasesById = {
  'network/open-to-world': {
    fails: { objects: [web, lettingIn('in', ['0.0.0.0/0'])] },
    passes: { objects: [web, lettingIn('in', ['10.0.0.0/8'])] },
  },
  'network/open-in-union': {
    fails: { objects: [web, lettingIn('a', ['0.0.0.0/3']), lettingIn('b', ['32.0.0.0/3'])] },
    passes: { objects: [web, lettingIn('a', ['0.0.0.0/3']), lettingIn('b', ['32.0.0.0/3'], 9090)] },
  },
  'network/open-broadly': {
    fails: { objects: [web, lettingIn('in', ['52.0.0.0/8'])] },
    passes: { objects: [web, lettingIn('in', ['52.0.0.0/9'])] },
  },
  'network/open-to-public': {
    fails: { objects: [web, lettingIn('in', ['8.8.8.8/32'])] },
    passes: { objects: [web, lettingIn('in', ['192.168.1.1/32'])] },
  },
  'network/cluster-wide-ingress': {
    fails: { objects: [web, lettingInNamespaces({})] },
    passes: { objects: [web, lettingInNamespaces({ matchLabels: { team: 'a' } })] },
  },
  'network/not-isolated': {
    fails: { objects: [web] },
    passes: { objects: [web, DENY_ALL] },
  },
  'network/egress-not-isolated': {
    fails: { objects: [web, policy('in', { podSelector: {} })] },
    passes: { objects: [web, DENY_ALL] },
  },
  'network/metadata-egress': {
    fails: { objects: [web, egressTo()] },
    passes: { objects: [web, egressTo('169.254.169.254/32')] },
  },
  'network/policy-selects-nothing': {
    fails: { objects: [web, policy('typo', { podSelector: app('wep') })] },
    passes: { objects: [web, policy('right', { podSelector: app('web') })] },
  },
  'network/host-network': {
    fails: { objects: [deployment('web', { hostNetwork: true })] },
    passes: { objects: [web] },
  },
  'network/inconclusive': {
    fails: { objects: [web, object(['cilium.io/v2', 'CiliumNetworkPolicy', 'in'])] },
    passes: { objects: [web, DENY_ALL] },
  },
  'network/load-balancer': {
    fails: { objects: [service({ type: 'LoadBalancer' })] },
    passes: { objects: [service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] })] },
  },
  'network/node-port': {
    fails: { objects: [service({ type: 'NodePort' })] },
    passes: { objects: [service({ type: 'ClusterIP' })] },
  },
  'network/external-ips': {
    fails: { objects: [service({ externalIPs: ['1.1.1.1'] })] },
    passes: { objects: [service({})] },
  },
  'network/ingress-without-tls': {
    fails: { objects: [ingress({ rules: [{ host: 'a.example.com' }] })] },
    passes: { objects: [ingress({ rules: [{ host: 'a.example.com' }], tls: [{ hosts: ['*.example.com'] }] })] },
  },
};
