import './reflect.ts';
import type { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const oneDay = 24 * 3600 * 1000;

/** A certificate and its private key (PKCS #8), both PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Pki {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  readonly serving: Identity;
  readonly admin: Identity;
  readonly controllerManager: Identity;
  /** Keys that sign and verify ServiceAccount tokens, PEM (PKCS #8 and SPKI). */
  readonly serviceAccount: { readonly privateKey: string; readonly publicKey: string };
}

/** Everything a cluster needs to trust itself, made new for every cluster: nothing to keep, nothing to leak. */
export async function createPki(): Promise<Pki> {
  const authority = await createAuthority();
  const [serving, admin, controllerManager, serviceAccountKeys] = await Promise.all([
    issue(authority, 'CN=kube-apiserver', servingExtensions()),
    issue(authority, 'CN=admin, O=system:masters', clientExtensions()),
    // All its controllers as one administrator. Each with its own ServiceAccount and role, as real clusters have it
    // (--use-service-account-credentials), would take some 3 s more to start.
    issue(authority, 'CN=system:kube-controller-manager, O=system:masters', clientExtensions()),
    generateKeys(),
  ]);
  const serviceAccount = {
    privateKey: await privateKeyPem(serviceAccountKeys),
    publicKey: PemConverter.encode(await crypto.subtle.exportKey('spki', serviceAccountKeys.publicKey), 'PUBLIC KEY'),
  };
  return { ca: authority.certificate.toString('pem'), serving, admin, controllerManager, serviceAccount };
}

async function createAuthority(): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=controlplane-ca',
    ...validity(),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function issue(authority: Authority, subject: string, extensions: Extensions): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: authority.certificate.subject,
    ...validity(),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), ...extensions],
  });
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys) };
}

type Extensions = readonly (ExtendedKeyUsageExtension | SubjectAlternativeNameExtension)[];

function clientExtensions(): Extensions {
  return [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])];
}

function servingExtensions(): Extensions {
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const addresses = ['127.0.0.1', '10.0.0.1'];
  return [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension([
      ...names.map((value) => ({ type: 'dns' as const, value })),
      ...addresses.map((value) => ({ type: 'ip' as const, value })),
    ]),
  ];
}

/** A day back for clocks that disagree, a year ahead for a cluster that is left running. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - oneDay), notAfter: new Date(now + 365 * oneDay) };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}
