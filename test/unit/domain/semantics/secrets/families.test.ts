import test from 'ava';
import { familyOf } from '../../../../../src/domain/semantics/secrets/families.ts';
import { credentialIn } from '../../../../../src/domain/semantics/secrets/find.ts';
import { awsKeyId, base64, certificate, githubToken, jwt, made, password, privateKey, publicKey } from './planted.ts';

type Row = readonly [name: string, text: string, family: string | undefined];

const serviceAccount = JSON.stringify({ type: 'service_account', project_id: 'shop', private_key: privateKey() });
const kubeconfig = (user: string): string =>
  `apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: []\nusers:\n- name: a\n  user:\n${user}\n`;
const docker = (auth: object): string => JSON.stringify({ auths: { 'ghcr.io': auth } });
const manifest = (data: string, kind = 'Secret'): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n${data}`;

const ROWS: readonly Row[] = [
  ['a private key', privateKey(), 'private-key'],
  ['a private key of OpenSSH', privateKey('OPENSSH PRIVATE KEY'), 'private-key'],
  ['a private key of OpenPGP', privateKey('PGP PRIVATE KEY BLOCK'), 'private-key'],
  [
    'a private key with escaped line breaks',
    `"key": "${privateKey().replaceAll('\n', String.raw`\n`)}"`,
    'private-key',
  ],
  ['the frame of a private key', '-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----', undefined],
  ['a private key that is cut short', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', undefined],
  ['a certificate', certificate, undefined],
  ['a public key', publicKey, undefined],
  ['age', `# public key: age1\nAGE-SECRET-KEY-1${made('bech32', 58)}`, 'age-key'],
  ['age, cut short', `AGE-SECRET-KEY-1${made('bech32', 40)}`, undefined],
  ['an access key of AWS', `id ${awsKeyId} of somebody`, 'aws-access-key'],
  ['a temporary access key of AWS', `ASIA${made('upper', 16)}`, 'aws-access-key'],
  ['the access key of AWS documentation', 'AKIAIOSFODNN7EXAMPLE', undefined],
  ['an access key of AWS within a word', `x${awsKeyId}y`, undefined],
  ['a secret access key of AWS', `aws_secret_access_key = ${made('alnum', 40)}`, 'aws-secret-key'],
  ['GitHub', githubToken, 'github-token'],
  ['GitHub, of an app', `ghs_${made('alnum', 36)}`, 'github-token'],
  ['GitHub, fine-grained', `github_pat_${made('alnum', 82)}`, 'github-token'],
  ['GitHub, masked', `ghp_${'x'.repeat(36)}`, undefined],
  ['GitLab', `glpat-${made('alnum', 20)}`, 'gitlab-token'],
  ['GitLab, of a runner', `glrt-${made('alnum', 20)}`, 'gitlab-token'],
  ['npm', `//registry.npmjs.org/:_authToken=npm_${made('alnum', 36)}`, 'npm-token'],
  ['Slack', `xoxb-${made('digits', 11)}-${made('digits', 11)}-${made('alnum', 24)}`, 'slack-token'],
  [
    'a webhook of Slack',
    `https://hooks.slack.com/services/T${made('upper', 8)}/B${made('upper', 8)}/${made('alnum', 24)}`,
    'slack-token',
  ],
  ['Stripe', `rk_live_${made('alnum', 24)}`, 'stripe-key'],
  ['Google Cloud', `AIza${made('alnum', 35)}`, 'gcp-api-key'],
  ['Azure', `${made('alnum', 3)}8Q~${made('alnum', 34)}`, 'azure-client-secret'],
  ['Vault', `hvs.${made('alnum', 92)}`, 'vault-token'],
  ['Vault, in batches', `hvb.${made('alnum', 140)}`, 'vault-token'],
  ['Vault before 1.10', `s.${made('alnum', 24)}`, 'vault-token'],
  ['a class in a file', 's.allowPrivilegeEscalation', undefined],
  ['a JSON Web Token', jwt, 'jwt'],
  ['a JSON Web Token in base64', base64(jwt), 'jwt'],
  [
    'JSON in base64url, and no token',
    `${base64('{"name":"something1"}')}.${made('alnum', 20)}.${made('alnum', 20)}`,
    undefined,
  ],
  ['basic authentication', `Authorization: Basic ${base64(`shop:${password}`)}`, 'http-login'],
  ['basic authentication without a password', `Authorization: Basic ${base64('shop-admin:')}`, undefined],
  ['words after basic', 'basic authentication is on', undefined],
  ['a bearer token', `authorization: Bearer ${made('alnum', 32)}`, 'http-login'],
  ['words after bearer', 'Bearer authentication-is-required', undefined],
  ['a login of curl', `curl -u shop:${password} https://example.com`, 'http-login'],
  ['a login of curl in a variable', 'curl -u "$USER:$PASSWORD" https://example.com', undefined],
  ['user and group', 'docker run --user 1000:1000 curlimages/curl', undefined],
  ['a URL with a password', `postgres://shop:${password}@db:5432/shop`, 'url-password'],
  ['a URL with a password and no user', `redis://:${password}@redis:6379`, 'url-password'],
  ['a URL with a token as its user', `https://${made('alnum', 32)}@example.com/repo.git`, 'url-password'],
  ['a URL with a user', 'https://shop@dev.azure.com/shop/_git/shop', undefined],
  ['a URL with a user of digits', 'https://u7x9k2p4q8w1z5@example.com/a', undefined],
  ['an address of SSH', 'ssh://git@github.com/shop/shop.git', undefined],
  ['a URL with variables', 'postgres://$(DB_USER):$(DB_PASSWORD)@db/shop', undefined],
  ['a URL with a path with @', 'https://example.com/a:b@c', undefined],
  ['a URL in a comment', '# postgres://user:password@host/db', undefined],
  ['MySQL in Go', `shop:${password}@tcp(db:3306)/shop`, 'dsn'],
  ['a connection string', `Server=db;User Id=shop;Password=${password};Encrypt=true`, 'dsn'],
  [
    'a connection string of Azure Storage',
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${made('alnum', 86)}==;EndpointSuffix=core`,
    'dsn',
  ],
  ['a registry', docker({ auth: base64(`shop:${password}`) }), 'docker-config'],
  ['a registry, in base64', base64(docker({ auth: base64(`shop:${password}`) })), 'docker-config'],
  ['a registry by a helper', JSON.stringify({ auths: { 'ghcr.io': {} }, credHelpers: { a: 'ecr-login' } }), undefined],
  ['a kubeconfig with a key', kubeconfig(`    client-key-data: ${made('alnum', 64)}`), 'kubeconfig'],
  ['a kubeconfig with a token', kubeconfig(`    token: ${made('alnum', 40)}`), 'kubeconfig'],
  ['a kubeconfig with the name of a token', kubeconfig('    token: shop-kubeconfig-token'), undefined],
  ['a kubeconfig with a file', kubeconfig('    tokenFile: /var/run/secrets/token'), undefined],
  ['a service account of Google Cloud', serviceAccount, 'gcp-service-account'],
  [
    'a federated account of Google Cloud',
    JSON.stringify({ type: 'external_account', audience: '//iam.googleapis.com/projects/1' }),
    undefined,
  ],
  ['a Secret', manifest(`data:\n  a: ${base64('abcdef')}\n`), 'kubernetes-secret'],
  [
    'a Secret with its data first',
    `apiVersion: v1\ndata:\n  a: ${base64('abcdef')}\nkind: Secret\n`,
    'kubernetes-secret',
  ],
  ['a Secret in a list', `items:\n- kind: Secret\n  stringData:\n    a: abcdef\n`, 'kubernetes-secret'],
  ['a Secret with text', manifest('stringData:\n  a: |\n    abcdef\n'), 'kubernetes-secret'],
  ['a Secret as JSON', `{"kind":"Secret","data":{"a":"${base64('abcdef')}"}}`, 'kubernetes-secret'],
  [
    'a Secret as JSON in a text',
    String.raw`x: "{\"kind\":\"Secret\",\"data\":{\"a\":\"YWJjZGVm\"}}"`,
    'kubernetes-secret',
  ],
  ['a Secret without data', manifest('type: Opaque\n'), undefined],
  ['a Secret with empty data', manifest('data:\n  a: ""\n'), undefined],
  ['a Secret with a template', manifest('data:\n  a: {{ .Values.a | b64enc }}\n'), undefined],
  ['a Secret with a template on the next line', manifest('data:\n  a: |\n    {{ .Values.a }}\n'), undefined],
  ['a Secret that SOPS has encrypted', manifest('data:\n  a: ENC[AES256_GCM,data:abc]\n'), undefined],
  ['a Secret for vals', manifest('stringData:\n  a: ref+vault://shop/a\n'), undefined],
  ['a kind within, and data', 'a:\n  kind: Secret\ndata:\n  a: abcdef\n', undefined],
  ['a field behind empty data', 'kind: Secret\ndata:\nother: abcdef\n', undefined],
  ['an ExternalSecret', manifest('data:\n  a: abcdef\n', 'ExternalSecret'), undefined],
  [
    'a ConfigMap beside a Secret without data',
    `${manifest('type: Opaque\n')}---\n${manifest('data:\n  a: abcdef\n', 'ConfigMap')}`,
    undefined,
  ],
  [
    'a ConfigMap as JSON that mentions Secrets',
    '{"kind":"ConfigMap","data":{"a":"abcdef"},"for":{"kind":"Secret"}}',
    undefined,
  ],
  ['several: the gravest', `token: ${githubToken}\n${privateKey()}`, 'private-key'],
];

for (const [name, text, family] of ROWS)
  test(`by its form: ${name}`, (t) => {
    t.is(credentialIn('', text), family as ReturnType<typeof credentialIn>);
  });

test('every form that is found has a title and a severity', (t) => {
  for (const [, , family] of ROWS) if (family !== undefined) t.not(familyOf(family).title, familyOf('').title, family);
});
