import { appName, labelsOf, type Made, type Place } from './made.ts';
import { isAmong } from './random.ts';

const API = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
/** Of all; those that deny all and those for names are in order. */
export const FAULTY_POLICIES = 0.01;

const inNamespace = (name: string): object => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const on = (port: number | string, protocol = 'TCP'): object => ({ protocol, port });
const ofApp = (app: string): object => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': app } } });
const block = (cidr: string, except: string[] = []): object => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});

const denied = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };

const names = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [inNamespace('kube-system')], ports: [on(53, 'UDP'), on(53)] }],
};

type Rule = (place: Place) => object;

/** What lets somebody in or out that is named, each in turn. */
const ALLOWED: readonly Rule[] = [
  () => ({ ingress: [{ from: [inNamespace('ingress-nginx')], ports: [on('http')] }] }),
  () => ({ ingress: [{ from: [inNamespace('monitoring')], ports: [on('metrics')] }] }),
  ({ index, counts }) => ({ ingress: [{ from: [ofApp(appName(index + counts.namespaces))], ports: [on(8080)] }] }),
  () => ({ egress: [{ to: [block('10.20.0.0/16', ['10.20.128.0/17'])], ports: [on(5432)] }] }),
  () => ({ egress: [{ to: [block('198.51.100.0/24')], ports: [on(443)] }] }),
];

/** What lets in everybody: as it stands there, in halves, or by what is not there. Each in turn. */
const OPEN: readonly object[] = [
  { ingress: [{ from: [block('0.0.0.0/0')], ports: [on(8080)] }] },
  { ingress: [{ from: [block('0.0.0.0/1'), block('128.0.0.0/1')] }] },
  { ingress: [{ ports: [on(8080)] }] },
  { ingress: [{}] },
  { ingress: [{ from: [block('::/0'), block('0.0.0.0/0', ['10.0.0.0/8'])] }] },
];

/** In each namespace first one that denies all, then one that lets names be asked for, then what else is let through. */
export function networkPolicy(place: Place): Made {
  const { index, namespace, counts } = place;
  const rest = index - 2 * counts.namespaces;
  if (index < counts.namespaces) return { ...API, metadata: { namespace, name: 'default-deny' }, spec: denied };
  if (rest < 0) return { ...API, metadata: { namespace, name: 'allow-dns' }, spec: names };
  const app = appName(rest);
  const allowed = ALLOWED[Math.floor(rest / counts.namespaces) % ALLOWED.length]?.({ ...place, index: rest });
  const share = (FAULTY_POLICIES * counts.networkPolicies) / (counts.networkPolicies - 2 * counts.namespaces);
  const open = OPEN[Math.floor(rest * share) % OPEN.length];
  const rules = isAmong(rest, share) ? open : allowed;
  const policyTypes = rules !== undefined && 'egress' in rules ? ['Egress'] : ['Ingress'];
  return {
    ...API,
    metadata: { namespace, name: `allow-${app}`, labels: labelsOf(app) },
    spec: { ...ofApp(app), policyTypes, ...rules },
  };
}

export function service({ index, namespace }: Place): Made {
  const app = appName(index);
  const port = (name: string, number: number): object => ({ name, port: number, targetPort: name, protocol: 'TCP' });
  const selector = { 'app.kubernetes.io/name': app };
  const ports = [port('http', 80), port('metrics', 9090)];
  const isHeadless = index % 3 === 0;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app, labels: labelsOf(app) },
    spec: { type: 'ClusterIP', ...(isHeadless && { clusterIP: 'None' }), selector, ports },
  };
}

export function ingress({ index, namespace }: Place): Made {
  const app = appName(index);
  const host = `${app}.example.com`;
  const backend = { service: { name: app, port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace,
      name: app,
      labels: labelsOf(app),
      annotations: { 'cert-manager.io/cluster-issuer': 'main' },
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: `${app}-tls` }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}
