import { stringify } from 'yaml';

/** How to reach one cluster as one user; certificates are PEM. */
export interface Access {
  readonly server: string;
  readonly ca: string;
  readonly user: { readonly token: string } | { readonly certificate: string; readonly key: string };
  readonly namespace?: string;
}

/** A kubeconfig file with one context and everything embedded, so that it may be copied anywhere. */
export function kubeconfigYaml({ server, ca, user, namespace = 'default' }: Access): string {
  const credentials =
    'token' in user
      ? { token: user.token }
      : { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'controlplane', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: 'user', user: credentials }],
    contexts: [{ name: 'controlplane', context: { cluster: 'controlplane', user: 'user', namespace } }],
    'current-context': 'controlplane',
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
