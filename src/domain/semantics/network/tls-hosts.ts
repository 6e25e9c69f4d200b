/** Any host: a rule of an Ingress that names none, and what its default backend answers. */
export const ANY_HOST = '';

/** A wildcard stands for one label, and a wildcard is covered by the same one alone. */
function isCovered(host: string, by: string): boolean {
  if (host === by) return true;
  if (!by.startsWith('*.')) return false;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === by.slice(1);
}

/**
 * Whether one of the lists of hosts in `spec.tls` covers a host. A list without hosts is for every host, and nothing else
 * covers any host. Source: k8s.io/api networking/v1 IngressTLS and IngressRule.
 */
export function hasTls(host: string, tls: readonly (readonly string[])[]): boolean {
  if (tls.some((hosts) => hosts.length === 0)) return true;
  return host !== ANY_HOST && tls.some((hosts) => hosts.some((by) => isCovered(host.toLowerCase(), by.toLowerCase())));
}
