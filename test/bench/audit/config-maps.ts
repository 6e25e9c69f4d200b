import { fileOf } from './config-texts.ts';
import { appName, labelsOf, type Made, type Place } from './made.ts';
import { DIGITS, isAmong, LETTERS, type Random } from './random.ts';
import { password } from './workload-faults.ts';

export const FAULTY_CONFIG_MAPS = 0.02;

/** Bytes, from few to many: each doubling is as likely as the next. */
const SIZES = { least: 200, most: 8192 };

const BASE64 = `${LETTERS}${DIGITS}+/`;
const lines = (count: number, random: Random): string =>
  Array.from({ length: count }, () => random.text(64, BASE64)).join('\n');

/** Credentials that are none: of the right form, and made up. */
const EXPOSED: readonly ((random: Random) => string)[] = [
  (random) => `database.password=${password(random)}`,
  (random) => `aws_access_key_id = AKIA${random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  (random) => `url: postgresql://app:${password(random)}@db.example.internal:5432/app`,
  (random) => `-----BEGIN RSA PRIVATE KEY-----\n${lines(12, random)}\n-----END RSA PRIVATE KEY-----`,
  (random) => `github_token: ghp_${random.text(36, LETTERS + DIGITS)}`,
];

export function configMap(place: Place): Made {
  const { index, namespace, random } = place;
  const app = appName(index);
  const data = fileOf(SIZES.least * (SIZES.most / SIZES.least) ** random.next(), random);
  const exposed = isAmong(index, FAULTY_CONFIG_MAPS)
    ? { 'extra.conf': `${EXPOSED[Math.floor(index * FAULTY_CONFIG_MAPS) % EXPOSED.length]?.(random)}\n` }
    : {};
  const metadata = { namespace, name: `${app}-config`, labels: labelsOf(app) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { ...data, ...exposed } };
}

/** What Kubernetes itself puts into every namespace. */
export const rootCertificates = (namespace: string, random: Random): Made => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name: 'kube-root-ca.crt' },
  data: { 'ca.crt': `-----BEGIN CERTIFICATE-----\n${lines(16, random)}\n-----END CERTIFICATE-----\n` },
});
