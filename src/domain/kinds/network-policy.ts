import type { KubeObject } from '../../api/kube.ts';
import { byText } from '../order.ts';
import type { Kind } from './kind.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function each(value: unknown, canonical: (entry: Json) => unknown): unknown[] {
  return list(value).map((entry) => (isObject(entry) ? canonical(entry) : entry));
}

/** An absent selector of a policy selects all pods, as an empty one does. */
function selector(value: unknown): unknown {
  if (!isObject(value)) return {};
  const { matchLabels, matchExpressions, ...rest } = value;
  return {
    ...rest,
    ...(isObject(matchLabels) && Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(list(matchExpressions).length > 0 && { matchExpressions }),
  };
}

/** For a peer an absent selector and an empty one differ: none of the kind, or all. */
function peer({ namespaceSelector, podSelector, ipBlock, ...rest }: Json): unknown {
  return {
    ...rest,
    ...(namespaceSelector !== undefined && { namespaceSelector: selector(namespaceSelector) }),
    ...(podSelector !== undefined && { podSelector: selector(podSelector) }),
    ...(isObject(ipBlock) && { ipBlock: { ...ipBlock, except: list(ipBlock['except']) } }),
  };
}

const port = ({ protocol = 'TCP', ...rest }: Json): unknown => ({ ...rest, protocol });

const rule =
  (peers: 'from' | 'to') =>
  ({ ports, [peers]: who, ...rest }: Json): unknown => ({
    ...rest,
    ports: each(ports, port),
    [peers]: each(who, peer),
  });

/** The API server's default: Ingress always, Egress only with an egress section (networking/v1 types.go). */
function policyTypes({ policyTypes: types, egress }: Json): unknown {
  if (list(types).length > 0) return list(types).toSorted(byText((type) => JSON.stringify(type)));
  return list(egress).length > 0 ? ['Egress', 'Ingress'] : ['Ingress'];
}

function canonical(object: KubeObject): { spec: unknown } {
  const { spec: raw } = object as KubeObject & { spec?: unknown };
  const spec = isObject(raw) ? raw : {};
  return {
    spec: {
      ...spec,
      podSelector: selector(spec['podSelector']),
      policyTypes: policyTypes(spec),
      ingress: each(spec['ingress'], rule('from')),
      egress: each(spec['egress'], rule('to')),
    },
  };
}

/** All lists of a NetworkPolicy are atomic for server-side apply, so order counts and equality is honest. */
export const networkPolicy: Kind = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  section: 'network',
  canonical,
  owned: ['spec'],
  immutable: [],
};
