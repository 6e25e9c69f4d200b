import type { Preset } from '../../../../../src/domain/argocd/settings/setting.ts';
import type { SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { configMap, install, type Install } from './installs.ts';

/** The smallest that is wrong and the smallest that is right, for everything that is judged. */
export interface Case {
  /** Of the key, or of the flag; undefined is absent. */
  readonly bad: string | undefined;
  readonly good: string | undefined;
  /** What must hold beside it. */
  readonly beside?: Data;
  readonly preset?: Preset;
  readonly version?: string;
}

type Data = NonNullable<Install['data']>;

const cm = (data: Readonly<Record<string, string>>): Data => ({ 'argocd-cm': data });
const params = (data: Readonly<Record<string, string>>): Data => ({ 'argocd-cmd-params-cm': data });

const on = (more: Partial<Case> = {}): Case => ({ bad: 'true', good: undefined, ...more });
const strictly = (bad: string | undefined, good: string | undefined, more: Partial<Case> = {}): Case => ({
  bad,
  good,
  preset: 'strict',
  ...more,
});

const DEX = cm({ 'dex.config': 'connectors: []' });
const BEFORE_35 = { version: '3.4.5' };
const OLD = { version: '2.14.21' };

export const CASES: Readonly<Record<string, Case>> = {
  'argocd-cm/admin.enabled': { bad: undefined, good: 'false', beside: DEX },
  'argocd-cm/users.anonymous.enabled': on(),
  'argocd-cm/exec.enabled': on(),
  'argocd-cm/users.session.duration': { bad: '25h', good: '24h' },
  'argocd-cm/passwordPattern': { bad: '^.{7,32}$', good: '^.{8,32}$' },
  'argocd-cm/url': { bad: 'http://a', good: 'https://a' },
  'argocd-cm/additionalUrls': { bad: '- https://a\n- http://b', good: '- https://a' },
  'argocd-cm/oidc.config': { bad: 'clientSecret: a', good: 'clientSecret: $a' },
  'argocd-cm/dex.config': { bad: 'bindPW: a', good: 'bindPW: $a' },
  'argocd-cm/oidc.tls.insecure.skip.verify': on(),
  'argocd-cm/server.rbac.disableApplicationFineGrainedRBACInheritance': { bad: undefined, good: 'true', ...OLD },
  'argocd-cm/server.rbac.log.enforce.enable': { bad: undefined, good: 'true', ...OLD },
  'argocd-cm/server.rbac.rollback.enforce.enable': { bad: undefined, good: 'true', version: '3.6.1' },
  'argocd-cm/statusbadge.enabled': on(),
  'argocd-cm/ui.cssurl': { bad: 'http://a/b.css', good: './b.css' },
  'argocd-rbac-cm/policy.default': { bad: 'role:readonly', good: '' },
  'argocd-rbac-cm/policy.matchMode': strictly('regex', 'glob'),
  'argocd-rbac-cm/scopes': strictly('[groups, email]', '[groups]'),
  'argocd-cm/kustomize.buildOptions': { bad: '--enable-exec', good: '' },
  'argocd-cm/kustomize.enable': strictly(undefined, 'false'),
  'argocd-cm/helm.enable': strictly(undefined, 'false'),
  'argocd-cm/jsonnet.enable': strictly(undefined, 'false'),
  'argocd-cm/helm.valuesFileSchemes': { bad: undefined, good: 'https' },
  'argocd-cm/application.sync.impersonation.enabled': strictly(undefined, 'true'),
  'argocd-cm/application.sync.impersonation.enforced': {
    bad: 'false',
    good: undefined,
    beside: cm({ 'application.sync.impersonation.enabled': 'true' }),
  },
  'argocd-cm/application.sync.requireOverridePrivilegeForRevisionSync': { bad: undefined, good: 'true' },
  'argocd-cm/application.resourceTrackingMethod': { bad: 'label', good: 'annotation' },
  'argocd-cm/resource.respectRBAC': { bad: 'yes', good: 'strict' },
  'argocd-cm/resource.exclusions': { bad: "- kinds: ['*']", good: '- kinds: [Lease]' },
  'argocd-cm/resource.inclusions': strictly('- kinds: [Pod]', undefined),
  'argocd-cm/resource.sensitive.mask.annotations': strictly(undefined, 'a'),
  'argocd-cm/cluster.inClusterEnabled': strictly(undefined, 'false'),
  'argocd-cm/globalProjects': strictly('- projectName: a', undefined),
  'argocd-cm/webhook.maxPayloadSizeMB': { bad: '51', good: '50' },
  'argocd-cm/timeout.reconciliation': { bad: '0s', good: '1s' },
  'argocd-cmd-params-cm/server.disable.auth': on(),
  'argocd-cmd-params-cm/server.insecure': on(),
  'argocd-cmd-params-cm/server.api.content.types': { bad: '', good: 'application/json' },
  'argocd-cmd-params-cm/server.x.frame.options': { bad: 'a', good: 'deny' },
  'argocd-cmd-params-cm/server.content.security.policy': { bad: 'a', good: "frame-ancestors 'none'" },
  'argocd-cmd-params-cm/server.enable.proxy.extension': on(),
  'argocd-cmd-params-cm/server.sync.replace.allowed': strictly(undefined, 'false'),
  'argocd-cmd-params-cm/application.namespaces': { bad: '*', good: 'a' },
  'argocd-cmd-params-cm/notificationscontroller.selfservice.enabled': on({
    beside: params({ 'application.namespaces': 'a' }),
  }),
  'argocd-cmd-params-cm/hydrator.enabled': strictly('true', undefined),
  'argocd-cmd-params-cm/server.repo.server.plaintext': on(),
  'argocd-cmd-params-cm/controller.repo.server.plaintext': on(),
  'argocd-cmd-params-cm/applicationsetcontroller.repo.server.plaintext': on(),
  'argocd-cmd-params-cm/notificationscontroller.repo.server.plaintext': on(),
  'argocd-cmd-params-cm/server.repo.server.strict.tls': strictly(undefined, 'true', BEFORE_35),
  'argocd-cmd-params-cm/controller.repo.server.strict.tls': strictly(undefined, 'true', BEFORE_35),
  'argocd-cmd-params-cm/applicationsetcontroller.repo.server.strict.tls': strictly(undefined, 'true', BEFORE_35),
  'workload/argocd-repo-server-strict-tls': strictly(undefined, 'true', BEFORE_35),
  'argocd-cmd-params-cm/server.repo.server.ca.cert.path': strictly(undefined, '/a'),
  'argocd-cmd-params-cm/controller.repo.server.ca.cert.path': strictly(undefined, '/a'),
  'argocd-cmd-params-cm/applicationsetcontroller.repo.server.ca.cert.path': strictly(undefined, '/a'),
  'argocd-cmd-params-cm/notificationscontroller.repo.server.ca.cert.path': strictly(undefined, '/a'),
  'argocd-cmd-params-cm/reposerver.disable.tls': on(),
  'argocd-cmd-params-cm/server.dex.server.plaintext': on({ beside: DEX }),
  'argocd-cmd-params-cm/server.dex.server.strict.tls': strictly(undefined, 'true', { beside: DEX }),
  'argocd-cmd-params-cm/dexserver.disable.tls': on({ beside: DEX }),
  'argocd-cmd-params-cm/server.tls.minversion': { bad: '1.1', good: '1.2' },
  'argocd-cmd-params-cm/reposerver.tls.minversion': { bad: '1.1', good: '1.2' },
  'argocd-cmd-params-cm/otlp.insecure': {
    bad: undefined,
    good: 'false',
    beside: params({ 'otlp.address': 'a:4317' }),
  },
  'argocd-cmd-params-cm/applicationsetcontroller.namespaces': { bad: '*', good: 'a' },
  'argocd-cmd-params-cm/applicationsetcontroller.allowed.scm.providers': {
    bad: undefined,
    good: 'https://a',
    beside: params({ 'applicationsetcontroller.namespaces': 'a' }),
  },
  'argocd-cmd-params-cm/applicationsetcontroller.enable.scm.providers': strictly(undefined, 'false'),
  'argocd-cmd-params-cm/applicationsetcontroller.enable.tokenref.strict.mode': {
    bad: undefined,
    good: 'true',
    beside: params({ 'applicationsetcontroller.namespaces': 'a' }),
  },
  'argocd-cmd-params-cm/applicationsetcontroller.policy': strictly(undefined, 'create-update'),
  'argocd-cmd-params-cm/applicationsetcontroller.enable.policy.override': on({
    beside: params({ 'applicationsetcontroller.policy': 'create-only' }),
  }),
  'argocd-cmd-params-cm/reposerver.allow.oob.symlinks': on(),
  'argocd-cmd-params-cm/reposerver.enable.git.submodule': strictly(undefined, 'false'),
  'argocd-cmd-params-cm/applicationsetcontroller.enable.git.submodule': strictly(undefined, 'false'),
  'argocd-cmd-params-cm/reposerver.max.combined.directory.manifests.size': { bad: '0', good: '1M' },
  ...Object.fromEntries(
    [
      'server',
      'reposerver',
      'controller',
      'applicationsetcontroller',
      'notificationscontroller',
      'dexserver',
      'commitserver',
    ].flatMap((name) => [
      [`argocd-cmd-params-cm/${name}.log.format`, { bad: 'text', good: 'json' }],
      [`argocd-cmd-params-cm/${name}.log.level`, { bad: 'debug', good: 'info' }],
    ]),
  ),
  ...Object.fromEntries(
    ['server', 'reposerver', 'controller', 'applicationsetcontroller'].map((name) => [
      `argocd-cmd-params-cm/${name}.profile.enabled`,
      on(),
    ]),
  ),
  'argocd-cmd-params-cm/applicationsetcontroller.debug': on(),
};

/** What has no one key: whole facts. */
export interface FactsCase {
  readonly bad: SettingsFacts;
  readonly good: SettingsFacts;
  readonly preset?: Preset;
}

const keys = (name: string, bad: string, good: string, beside: Readonly<Record<string, string>> = {}): FactsCase => ({
  bad: install({ data: cm({ ...beside, [name]: bad }) }),
  good: install({ data: cm({ ...beside, [name]: good }) }),
});
const policy = (bad: string, good: string): FactsCase => ({
  bad: install({ data: { 'argocd-rbac-cm': { 'policy.a.csv': bad } } }),
  good: install({ data: { 'argocd-rbac-cm': { 'policy.a.csv': good } } }),
});
const args = (bad: readonly string[], good: readonly string[]): FactsCase => ({
  bad: install({ tweaks: { server: { args: bad } } }),
  good: install({ tweaks: { server: { args: good } } }),
});
const gpg = (value: string) => install({ tweaks: { 'repo-server': { env: [{ name: 'ARGOCD_GPG_ENABLED', value }] } } });

export const FACTS_CASES: Readonly<Record<string, FactsCase>> = {
  'workload/redis-use-tls': {
    preset: 'strict',
    bad: install(),
    good: install({
      tweaks: {
        server: { args: ['--redis-use-tls'] },
        'repo-server': { args: ['--redis-use-tls'] },
        'application-controller': { args: ['--redis-use-tls=true'] },
      },
    }),
  },
  'workload/redis-insecure-skip-tls-verify': args(
    ['--redis-use-tls', '--redis-insecure-skip-tls-verify'],
    ['--redis-use-tls'],
  ),
  'workload/redis-ca-certificate': {
    preset: 'strict',
    ...args(['--redis-use-tls'], ['--redis-use-tls', '--redis-ca-certificate', '/a']),
  },
  'workload/ARGOCD_GPG_ENABLED': { bad: gpg('False'), good: gpg('true') },
  'argocd-cm/accounts.admin': keys('accounts.admin.enabled', 'true', 'false', { 'admin.enabled': 'false' }),
  'argocd-cm/accounts': keys('accounts.a', 'apiKey', 'login'),
  'argocd-cm/kustomize.buildOptions.version': keys('kustomize.buildOptions.v5', '--enable-helm', '--enable-helm=false'),
  'argocd-cm/resource.customizations.useOpenLibs': keys('resource.customizations.useOpenLibs.a_B', 'true', 'false'),
  'argocd-cm/extension.config': {
    preset: 'strict',
    bad: install({
      data: { ...cm({ 'extension.config': 'a' }), ...params({ 'server.enable.proxy.extension': 'true' }) },
    }),
    good: install({ data: cm({ 'extension.config': 'a' }) }),
  },
  'argocd-cm/links': keys('help.chatUrl', 'http://a', 'https://a'),
  'argocd-rbac-cm/policy.csv': policy('p, a, *, *, *, allow', 'p, a, *, *, *, deny'),
  'argocd-rbac-cm/policy.csv:everybody': policy('g, authenticated, role:admin', 'g, platform, role:admin'),
  'argocd-rbac-cm/policy.csv:exec': policy('p, a, exec, create, b/*, allow', 'p, a, logs, get, b/*, allow'),
  'argocd-rbac-cm/policy.csv:unreadable': policy('p, a', '# p, a'),
  'argocd-secret/webhook': {
    bad: install({}, { secrets: [{ name: 'argocd-secret', keys: ['server.secretkey'] }] }),
    good: install({}, { secrets: [{ name: 'argocd-secret', keys: ['webhook.github.secret'] }] }),
  },
  'argocd-initial-admin-secret/present': {
    bad: install({}, { secrets: [{ name: 'argocd-initial-admin-secret' }] }),
    good: install({}, { secrets: [] }),
  },
  'argocd-repo-server-mtls/absent': {
    preset: 'strict',
    bad: install({}, { secrets: [] }),
    good: install({}, { secrets: [{ name: 'argocd-repo-server-mtls' }] }),
  },
  'argocd-cm/label': {
    bad: install({}, { configMaps: [configMap('argocd-cm', {}, { labels: {} })] }),
    good: install(),
  },
};

/** The last flag alone can make it empty. */
export const ARGUMENT_CASES: Readonly<Record<string, Case>> = {
  'argocd-cmd-params-cm/reposerver.client.ca.path': { bad: '', good: '/a' },
};
