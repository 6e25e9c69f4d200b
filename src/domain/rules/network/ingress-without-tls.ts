import { objectRule } from '../../audit/rule.ts';
import type { AuditedIngress } from '../../audit/subjects.ts';
import { ANY_HOST, hasTls } from '../../semantics/network/tls-hosts.ts';
import { cap, some } from '../../text.ts';
import { SEPARATION } from './sources.ts';
import { MAX_MESSAGE } from './words.ts';

const hostText = (host: string): string => (host === ANY_HOST ? 'any host' : `"${cap(host, 60)}"`);

function openIn({ hosts, tls, hasDefaultBackend }: AuditedIngress): string[] {
  const open = hosts.filter((host) => !hasTls(host, tls)).map(hostText);
  return hasDefaultBackend && !hasTls(ANY_HOST, tls) ? [...open, 'the default backend'] : open;
}

export const ingressWithoutTls = objectRule<'ingress'>({
  id: 'network/ingress-without-tls',
  title: 'Ingress serves hosts without TLS',
  severity: 'medium',
  subject: 'ingress',
  reads: [
    'Ingress spec.rules, spec.tls, spec.defaultBackend and spec.ingressClassName',
    'Ingress metadata.annotations that bring certificates',
  ],
  why: 'What goes by plain HTTP, passwords and cookies included, is read and changed by whoever is on the way. Found where a host of a rule is in no list of spec.tls; a wildcard there covers one label, and a list without hosts covers all of them. A rule without a host, and the default backend, are for any host, and only such a list covers them. Not found: where an annotation of a controller brings certificates, or lets TLS through (AWS, Google Cloud, Azure, ingress-nginx, OpenShift, Traefik), or the class is that of Tailscale; rules for nothing but the challenges of ACME; and whether the certificate is there and right. A load balancer in front that ends TLS cannot be seen.',
  remedy: 'Add an entry to spec.tls with the host and a Secret with its certificate, such as one of cert-manager.',
  mapping: SEPARATION,
  sources: [
    'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    'https://github.com/kubernetes/api/blob/v0.37.0/networking/v1/types.go',
  ],
  check: (ingress) => {
    const open = openIn(ingress);
    if (open.length === 0) return [];
    return [{ path: 'spec.tls', message: cap(`Serves without TLS: ${some(open)}.`, MAX_MESSAGE) }];
  },
});
