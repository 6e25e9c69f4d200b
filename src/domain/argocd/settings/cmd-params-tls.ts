import { fault, given, is, isNot, isUnset, other, stated, where } from './faults.ts';
import {
  APPLICATION_SETS,
  CONTROLLER,
  DEX,
  idOf,
  NOTIFICATIONS,
  param,
  REPO_SERVER,
  reader,
  SERVER,
} from './params.ts';
import { flagOf, type Context, type Judge, type Setting } from './setting.ts';

/**
 * Encryption between the components: argocd-cmd-params-cm. Sources: the commands in cmd/argocd-… and util/tls/tls.go,
 * docs/operator-manual/tls.md and mtls.md of Argo CD.
 */

const CLIENTS = [SERVER, CONTROLLER, APPLICATION_SETS, NOTIFICATIONS] as const;

/** The flags of notifications-controller have a prefix that others lack. */
const prefixOf = ({ component }: (typeof CLIENTS)[number]): string =>
  component === 'notifications-controller' ? 'argocd-' : '';

const plaintext: readonly Setting[] = CLIENTS.map((client) =>
  param(`${client.key}.repo.server.plaintext`, {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(client, 'REPO_SERVER_PLAINTEXT', `${prefixOf(client)}repo-server-plaintext`)],
    recommended: 'false',
    judge: is('true'),
    severity: 'high',
    reason: 'credentials of repositories and rendered manifests travel unencrypted to the repo-server',
    remedy: 'Remove it, unless a service mesh encrypts this connection.',
  }),
);

const strictlyBefore35 = {
  before: '3.5.0',
  form: 'env-bool',
  usual: 'false',
  severity: 'medium',
  reason: 'the certificate of the repo-server is not verified, so that any pod in its place is trusted',
  remedy: 'Put a certificate with its CA in the Secret argocd-repo-server-tls, then set it to "true".',
} as const;

const strictId = (client: (typeof CLIENTS)[number]): string =>
  client === NOTIFICATIONS ? `workload/${STRICT_NOTIFICATIONS}` : idOf(`${client.key}.repo.server.strict.tls`);

const STRICT_NOTIFICATIONS = 'argocd-repo-server-strict-tls';

const unverified = (client: (typeof CLIENTS)[number], judge: Judge): Judge =>
  where((context: Context) => !other(idOf(`${client.key}.repo.server.plaintext`), 'true')(context), judge);

/** Of notifications-controller, a flag alone. */
const strictTls: readonly Setting[] = CLIENTS.map((client) => {
  const flag = `${prefixOf(client)}repo-server-strict-tls`;
  const draft = { ...strictlyBefore35, judgeStrictly: unverified(client, isNot('true')) };
  return client === NOTIFICATIONS
    ? flagOf(STRICT_NOTIFICATIONS, { ...draft, readers: [{ component: client.component, flag }] })
    : param(`${client.key}.repo.server.strict.tls`, {
        ...draft,
        readers: [reader(client, 'REPO_SERVER_STRICT_TLS', flag)],
      });
});

/** Since 3.5 this verifies, and so does the older switch, which is deprecated. */
const authorities: readonly Setting[] = CLIENTS.map((client) =>
  param(`${client.key}.repo.server.ca.cert.path`, {
    since: '3.5.0',
    form: 'filled-text',
    usual: '',
    readers: [reader(client, 'REPO_SERVER_CA_CERT_PATH', 'repo-server-ca-cert-path')],
    judgeStrictly: unverified(
      client,
      where((context) => !other(strictId(client), 'true')(context), isUnset),
    ),
    severity: 'medium',
    reason: strictlyBefore35.reason,
    remedy: 'Put a certificate with its CA in the Secret argocd-repo-server-tls, and set the path of the CA.',
  }),
);

const usesDex = given('argocd-cm/dex.config');

const TRACED = [SERVER, CONTROLLER, REPO_SERVER] as const;

export const TLS: readonly Setting[] = [
  ...plaintext,
  ...strictTls,
  ...authorities,
  param('reposerver.disable.tls', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(REPO_SERVER, 'DISABLE_TLS', 'disable-tls')],
    recommended: 'false',
    judge: is('true'),
    severity: 'high',
    reason: 'credentials of repositories and rendered manifests travel unencrypted',
    remedy: 'Remove it, unless a service mesh encrypts this connection.',
  }),
  param('reposerver.client.ca.path', {
    since: '3.5.0',
    form: 'filled-text',
    usual: '/app/config/reposerver/mtls/client-ca.crt',
    readers: [reader(REPO_SERVER, 'CLIENT_CA_PATH', 'client-ca-path')],
    judge: isUnset,
    severity: 'medium',
    reason: 'the repo-server takes requests from whoever reaches it, certificate or not',
    remedy: 'Remove the argument, and create the Secret argocd-repo-server-mtls.',
  }),
  param('server.dex.server.plaintext', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(SERVER, 'DEX_SERVER_PLAINTEXT', 'dex-server-plaintext')],
    recommended: 'false',
    judge: where(usesDex, is('true')),
    severity: 'medium',
    reason: 'logins travel unencrypted between the server and Dex',
    remedy: 'Remove it, unless a service mesh encrypts this connection.',
  }),
  param('server.dex.server.strict.tls', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(SERVER, 'DEX_SERVER_STRICT_TLS', 'dex-server-strict-tls')],
    judgeStrictly: where(
      (context) => usesDex(context) && !other(idOf('server.dex.server.plaintext'), 'true')(context),
      isNot('true'),
    ),
    severity: 'medium',
    reason: 'the certificate of Dex is not verified, so that any pod in its place can log anybody in',
    remedy: 'Put a certificate with its CA in the Secret argocd-dex-server-tls, then set it to "true".',
  }),
  param('dexserver.disable.tls', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(DEX, 'DISABLE_TLS', 'disable-tls')],
    recommended: 'false',
    judge: where(usesDex, is('true')),
    severity: 'medium',
    reason: 'logins travel unencrypted between the server and Dex',
    remedy: 'Remove it, unless a service mesh encrypts this connection.',
  }),
  ...[SERVER, REPO_SERVER].map((names) =>
    param(`${names.key}.tls.minversion`, {
      form: 'filled-text',
      usual: '1.2',
      readers: [reader(names, 'ARGOCD_TLS_MIN_VERSION', 'tlsminversion')],
      recommended: '1.2',
      strict: '1.3',
      judge: is('1.0', '1.1', ''),
      judgeStrictly: (value, context) =>
        is('1.0', '1.1', '')(value, context) ?? (value === '1.3' ? undefined : fault(stated(value), 'low')),
      severity: 'medium',
      reason: 'TLS before 1.2 can be broken, and 1.3 leaves out what is weak in 1.2',
      remedy: 'Remove it, or set it to 1.2 or 1.3.',
    }),
  ),
  param('otlp.insecure', {
    form: 'env-bool',
    usual: 'true',
    readers: TRACED.map((names) => reader(names, 'OTLP_INSECURE', 'otlp-insecure')),
    recommended: 'false',
    judge: where(given(idOf('otlp.address')), is('true')),
    severity: 'low',
    reason: 'traces, with names and addresses of what is deployed, travel unencrypted',
    remedy: 'Set otlp.insecure to "false", with a collector that speaks TLS.',
  }),
];

/** Not judged by itself: what others are judged by. */
export const OTLP_ADDRESS: Setting = param('otlp.address', {
  form: 'filled-text',
  usual: '',
  readers: TRACED.map((names) => reader(names, 'OTLP_ADDRESS', 'otlp-address')),
  severity: 'low',
  reason: 'where traces go',
  remedy: 'None.',
});
