import type { KubeObject } from '../../../api/kube.ts';
import { hasTlsElsewhere } from '../../semantics/network/ingress-tls.ts';
import { ANY_HOST } from '../../semantics/network/tls-hosts.ts';
import { entriesOf, type Fields, fieldsOf } from '../../semantics/unknown.ts';
import type { AuditedIngress } from '../subjects.ts';
import { listOf, namedTextsOf, objectOf, textOf } from './pod-values.ts';
import { readSeen } from './seen.ts';

/** Whoever makes certificates by ACME looks here, and by plain HTTP. Source: RFC 8555, section 8.3. */
const CHALLENGES = '/.well-known/acme-challenge/';

/** Whether a rule answers nothing but challenges, which must be without TLS: there is no certificate yet. */
function isChallenge(rule: Fields): boolean {
  const paths = listOf(objectOf(rule['http'])['paths']).map((entry) => textOf(objectOf(entry)['path']) ?? '');
  return paths.length > 0 && paths.every((path) => path.startsWith(CHALLENGES));
}

function hostsOf(rules: unknown): readonly string[] {
  const served = listOf(rules)
    .map(objectOf)
    .filter((rule) => !isChallenge(rule));
  return [...new Set(served.map((rule) => textOf(rule['host']) ?? ANY_HOST))];
}

/** One that cannot be read is none: it covers nothing. */
function tlsOf(value: unknown): readonly (readonly string[])[] {
  return listOf(value).flatMap((entry) => {
    const hosts = entriesOf((fieldsOf(entry ?? '') ?? { hosts: '' })['hosts']);
    return hosts?.every((host) => typeof host === 'string') === true ? [hosts] : [];
  });
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * What is kept of an Ingress. `hosts` has the empty text for a rule that names none. Where its controller serves TLS with
 * certificates from elsewhere, `tls` says so by a list without hosts. Must not throw, whatever it holds.
 */
export function readIngress(raw: KubeObject & { readonly spec?: unknown }): AuditedIngress {
  const annotations = namedTextsOf(raw.metadata.annotations);
  const { rules, tls, defaultBackend, ingressClassName } = objectOf(raw.spec);
  const isElsewhere = hasTlsElsewhere(annotations, textOf(ingressClassName) ?? annotations[CLASS_ANNOTATION]);
  return {
    ...readSeen(raw),
    hosts: hostsOf(rules),
    tls: isElsewhere ? [...tlsOf(tls), []] : tlsOf(tls),
    hasDefaultBackend: defaultBackend !== undefined && defaultBackend !== null,
  };
}
