import fc from 'fast-check';
import { cases } from '../unit/api/field-cases.ts';

/** Mostly good values of one kind, and now and then a bad one, so that whole specs come out good about half the time. */
function values(name: keyof typeof cases): fc.Arbitrary<unknown> {
  const { good = [], bad = [] } = cases[name] ?? {};
  return fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...bad) },
  );
}

function choice(...good: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 39, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: odd });
}

/** Any of the fields may be missing, and rarely there is one too many. */
function section(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const known = fc.record(fields, { requiredKeys: [] });
  const unknown = known.map((record) => ({ ...record, unknown: true }));
  return fc.oneof({ weight: 39, arbitrary: known }, { weight: 1, arbitrary: unknown });
}

const odd = fc.constantFrom<unknown>('', 'audit', 0, -1, 1.5, null, [], {}, true, ['Audit'], 1e20);
const cidr = values('a CIDR');
const ports = values('a list of ports');
const selector = values('a label selector');
const mode = choice('Audit', 'Enforce');
const flag = choice(true, false);

const peer = fc.oneof(
  values('a peer'),
  fc.record({ cidr }),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
);

const egressPeer = fc.oneof(
  values('an egress peer'),
  fc.record({ cidr, ports }),
  fc.record({ host: values('a host name'), ports }),
  fc.record({ podSelector: selector, ports }),
);

const few = (item: fc.Arbitrary<unknown>) => fc.array(item, { maxLength: 2 });

const network = section({
  mode,
  ingress: few(peer),
  metrics: few(peer),
  egress: section({ git: few(egressPeer), sso: few(egressPeer) }),
  dns: section({ peers: fc.array(peer, { minLength: 1, maxLength: 2 }), ports }),
  apiServer: section({ endpoints: few(fc.record({ cidr, ports })) }),
  isolateNamespace: flag,
  shippedPolicies: choice('Report', 'Neutralise'),
  guard: choice('Block', 'Warn'),
});

/** Specs as people write them, good and bad. */
export const specs = section({
  mode,
  suspend: flag,
  argocd: section({ namespace: values('a DNS label') }),
  takeOwnership: flag,
  network,
  report: section({ limit: choice(1, 20, 100) }),
});
