import type { Found } from '../../audit/rule.ts';
import type { Fields } from '../../semantics/unknown.ts';
import { cap } from '../../text.ts';
import { fluxRule, textOf } from './flux-rule.ts';

/** Empty where the URL is not one that shows its host. */
const hostOf = (url: string): string => /^[^:/]+:\/\/([^/:]+)/.exec(url)?.[1] ?? '';

/** By the names that the cluster's own DNS knows: there, it takes somebody in the cluster to listen. */
const isInCluster = (host: string): boolean => /\.svc(\.cluster\.local)?\.?$/.test(host) || /^[-a-z0-9]+$/.test(host);

function url(spec: Fields): Found[] {
  const text = textOf(spec, 'url') ?? '';
  if (!/^http:/i.test(text)) return [];
  const host = hostOf(text);
  const severity = isInCluster(host) ? 'medium' : 'high';
  const from = host === '' ? '' : ` from "${cap(host, 100)}"`;
  return [{ path: 'spec.url', severity, message: `Is fetched${from} by HTTP, without TLS.` }];
}

const insecure = (spec: Fields): Found[] =>
  spec['insecure'] === true
    ? [
        {
          path: 'spec.insecure',
          message: 'Is fetched by HTTP, or without looking at the certificate: insecure is true.',
        },
      ]
    : [];

export const plainHttp = fluxRule({
  id: 'flux/plain-http',
  title: 'Source is fetched without TLS',
  severity: 'high',
  reads: ['GitRepository and HelmRepository spec.url', 'OCIRepository, HelmRepository and Bucket spec.insecure'],
  why: 'Whoever is between the cluster and the source reads the credentials, and decides what is deployed. Found where a URL is one of http, and where insecure is true; of a HelmRepository, only where it is of the type oci, as Flux ignores it elsewhere. Medium where the host is one of the cluster. A custom certificate is no reason: sources have a certSecretRef.',
  remedy: 'Fetch it by HTTPS or SSH, with the certificate of the authority in certSecretRef if it is one of your own.',
  sources: [
    'https://fluxcd.io/flux/components/source/gitrepositories/#url',
    'https://fluxcd.io/flux/components/source/ocirepositories/#insecure',
    'https://fluxcd.io/flux/components/source/buckets/#insecure',
  ],
  checks: {
    GitRepository: url,
    OCIRepository: insecure,
    Bucket: insecure,
    HelmRepository: (spec) => [...url(spec), ...(spec['type'] === 'oci' ? insecure(spec) : [])],
  },
});
