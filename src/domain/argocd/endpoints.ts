/** A host and TCP port that something connects to. */
export interface Endpoint {
  /** Lower case; an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'ssh:': 22, 'oci:': 443 };

/** `git@host:path`, as Git reads it: an scp-like address over SSH. */
const SCP_LIKE = /^(?:[^@/\s]+@)?([^:/@\s]+):(?!\/\/)(?!\d+\/)[^\s]+$/;

const hostOf = (text: string): string => text.toLowerCase().replace(/^\[|\]$/g, '');

function fromUrl(text: string): Endpoint | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const number = port === '' ? DEFAULT_PORTS[protocol] : Number(port);
  return hostname === '' || number === undefined ? undefined : { host: hostOf(hostname), port: number };
}

/**
 * Where Argo CD connects for a repository: the address forms of Git over HTTPS, HTTP and SSH, of Helm repositories,
 * and of OCI registries with or without a scheme.
 *
 * @returns undefined where nothing is connected to (a file), or the text is no such address
 */
export function repositoryEndpoint(repoURL: string): Endpoint | undefined {
  if (repoURL.length > 2048) return undefined;
  if (repoURL.includes('://')) return fromUrl(repoURL);
  const scp = SCP_LIKE.exec(repoURL);
  if (scp?.[1] !== undefined) return { host: hostOf(scp[1]), port: 22 };
  return fromUrl(`oci://${repoURL}`);
}

/** Where Argo CD connects for a cluster: the URL of its API server. */
export function clusterEndpoint(server: string): Endpoint | undefined {
  return server.length <= 2048 && /^https?:\/\//.test(server) ? fromUrl(server) : undefined;
}

/** The cluster that Argo CD itself runs in, under the names that Kubernetes gives its API server. */
export function isInCluster({ host }: Endpoint): boolean {
  return /^kubernetes(\.default(\.svc(\.cluster\.local)?)?)?$/.test(host);
}

/** The namespace of a Service that is addressed by its cluster-internal name. */
export function serviceNamespace(host: string): string | undefined {
  return /^[^.]+\.([^.]+)\.svc(\.cluster\.local)?$/.exec(host)?.[1];
}

/** Patterns name no host that could be looked up. */
export const isPattern = (text: string): boolean => /[*?[\]{}!]/.test(text);
