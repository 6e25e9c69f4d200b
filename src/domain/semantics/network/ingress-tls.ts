import type { Labels } from '../../../api/kube.ts';

const ANYTHING = /\S/;

/** What has a controller serve TLS for all hosts of an Ingress, with certificates that `spec.tls` does not name. */
const TERMINATES: Readonly<Record<string, RegExp>> = {
  'alb.ingress.kubernetes.io/certificate-arn': ANYTHING,
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate': ANYTHING,
  'ingress.gcp.kubernetes.io/pre-shared-cert': ANYTHING,
  'networking.gke.io/managed-certificates': ANYTHING,
  'nginx.ingress.kubernetes.io/ssl-passthrough': /^true$/,
  'route.openshift.io/termination': /^(edge|passthrough|reencrypt)$/,
  'traefik.ingress.kubernetes.io/router.tls': /^true$/,
};

/** Tailscale's controller serves nothing else. */
const CLASS_WITH_TLS = 'tailscale';

/** Whether the controller of an Ingress serves TLS for all of its hosts whatever its `spec.tls`, as far as is known. */
export const hasTlsElsewhere = (annotations: Labels, ingressClass: string | undefined): boolean =>
  ingressClass === CLASS_WITH_TLS ||
  Object.entries(TERMINATES).some(([key, pattern]) => pattern.test(annotations[key] ?? ''));
