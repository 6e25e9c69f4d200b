import test from 'ava';
import type { EnvVar } from '../../../../../src/api/kube.ts';
import { effectiveOf } from '../../../../../src/domain/argocd/settings/effective.ts';
import { SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import { viewOf, type SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { configMap, fromKey, install, wrote, type Install, type Tweak } from './installs.ts';

const settingOf = (id: string) => SETTINGS.filter((setting) => setting.id === id);
const effective = (id: string, facts: SettingsFacts) =>
  settingOf(id).flatMap((setting) => effectiveOf(setting, viewOf(facts)));

const INSECURE = 'argocd-cmd-params-cm/server.insecure';
const VARIABLE = 'ARGOCD_SERVER_INSECURE';

const plain = (value: string): EnvVar => ({ name: VARIABLE, value });
const ON = { 'argocd-cmd-params-cm': { 'server.insecure': 'true' } };
const server = (tweak: Tweak, data: Install['data'] = {}) => install({ data, tweaks: { server: tweak } });

/** What server.insecure is, and who says so. */
const ORDER: readonly (readonly [name: string, facts: SettingsFacts, value: string | undefined, source: string])[] = [
  ['nothing says it', install(), 'false', 'default'],
  ['the ConfigMap says it', install({ data: ON }), 'true', 'ConfigMap'],
  [
    'the ConfigMap says something else',
    install({ data: { 'argocd-cmd-params-cm': { 'server.insecure': 'yes' } } }),
    'false',
    'default',
  ],
  ['a variable wins over the ConfigMap', server({ env: [plain('false')] }, ON), 'false', 'environment'],
  ['an empty variable is the default', server({ env: [plain('')] }, ON), 'false', 'default'],
  ['the last variable counts', server({ env: [plain('false'), plain('TRUE')] }), 'true', 'environment'],
  [
    'an argument wins over the variable',
    server({ args: ['--insecure=false'], env: [plain('true')] }, ON),
    'false',
    'argument',
  ],
  ['a switch', server({ args: ['--insecure'] }), 'true', 'argument'],
  ['no variable brings it', server({ onlyEnv: [] }, ON), 'false', 'default'],
  [
    'another key brings it',
    server({ onlyEnv: [fromKey(VARIABLE, 'argocd-cm', 'a')] }, { 'argocd-cm': { a: 'true' } }),
    'true',
    'environment',
  ],
  ['an unknown ConfigMap brings it', server({ onlyEnv: [fromKey(VARIABLE, 'mine', 'a')] }), undefined, 'environment'],
  ['a Secret brings it', server({ onlyEnv: [{ name: VARIABLE, valueFrom: {} }] }), undefined, 'environment'],
  ['a variable holds a variable', server({ env: [plain('$(X)')] }), undefined, 'environment'],
  ['an argument holds a variable', server({ args: ['--insecure=$(X)'] }), undefined, 'argument'],
];

for (const [name, facts, value, source] of ORDER)
  test(`server.insecure: ${name}`, (t) => {
    const [one, ...others] = effective(INSECURE, facts);
    t.deepEqual([one?.value, one?.source, others], [value, source, []]);
    t.is(one?.unknown === undefined, value !== undefined);
  });

test('every component that reads a key has its own value', (t) => {
  const facts = install({
    data: { 'argocd-cmd-params-cm': { 'application.namespaces': 'a, b' } },
    tweaks: { 'application-controller': { args: ['--application-namespaces=c', '--application-namespaces', 'd'] } },
  });
  t.deepEqual(
    effective('argocd-cmd-params-cm/application.namespaces', facts).map(({ component, value, source }) => [
      component,
      value,
      source,
    ]),
    [
      ['server', 'a,b', 'ConfigMap'],
      ['application-controller', 'c,d', 'argument'],
      ['notifications-controller', 'a,b', 'ConfigMap'],
    ],
  );
});

test('the place is where the value stands, or would have to', (t) => {
  const container = 'spec.template.spec.containers["argocd-server"]';
  const places = [
    install(),
    install({ data: ON }),
    server({ args: ['--insecure'] }),
    server({ env: [plain('true')] }),
    server({ onlyEnv: [] }),
  ].map((facts) => effective(INSECURE, facts)[0]);
  t.deepEqual(
    places.map((one) => `${one?.object.kind}/${one?.object.name} ${one?.path}`),
    [
      'ConfigMap/argocd-cmd-params-cm data["server.insecure"]',
      'ConfigMap/argocd-cmd-params-cm data["server.insecure"]',
      `Deployment/argocd-server ${container}.args["--insecure"]`,
      `Deployment/argocd-server ${container}.env["${VARIABLE}"]`,
      `Deployment/argocd-server ${container}.env["${VARIABLE}"]`,
    ],
  );
  t.deepEqual(
    places.map((one) => one?.fromConfigMap),
    [true, true, false, false, false],
  );
});

test('without the component there is no value', (t) => {
  t.deepEqual(effective(INSECURE, install({}, { workloads: [] })), []);
});

test('argocd-cm counts only with the label, and the others without', (t) => {
  const labels = { labels: { 'app.kubernetes.io/part-of': 'argo' } };
  const facts = (name: string, key: string, value: string) =>
    install({}, { configMaps: [configMap(name, { [key]: value }, labels)] });
  t.is(effective('argocd-cm/exec.enabled', facts('argocd-cm', 'exec.enabled', 'true'))[0]?.value, 'false');
  t.is(effective('argocd-rbac-cm/policy.default', facts('argocd-rbac-cm', 'policy.default', 'a'))[0]?.value, 'a');
  t.is(effective(INSECURE, facts('argocd-cmd-params-cm', 'server.insecure', 'true'))[0]?.value, 'true');
  // The kubelet hands it over whatever Argo CD sees.
  const timeout = effective('argocd-cm/timeout.reconciliation', facts('argocd-cm', 'timeout.reconciliation', '0s'));
  t.is(timeout[0]?.value, '0s');
});

const DEFAULTS: readonly (readonly [id: string, version: string | undefined, value: string | undefined])[] = [
  ['argocd-cmd-params-cm/server.log.format', '2.14.21', 'text'],
  ['argocd-cmd-params-cm/server.log.format', 'v3.0.0-rc1', 'json'],
  ['argocd-cmd-params-cm/server.log.format', '3.6.1+abc', 'json'],
  ['argocd-cmd-params-cm/server.log.format', undefined, undefined],
  ['argocd-cmd-params-cm/server.log.format', 'latest', undefined],
  ['argocd-cm/application.resourceTrackingMethod', '2.14.21', 'label'],
  ['argocd-cm/application.resourceTrackingMethod', '3.5.7', 'annotation'],
  ['argocd-cm/exec.enabled', undefined, 'false'],
];

for (const [id, version, value] of DEFAULTS)
  test(`without being set, ${id} of version ${version} is ${value}`, (t) => {
    t.is(effective(id, install({}, { version }))[0]?.value, value);
  });

const pod = (component: string, startedAt: string) => ({ component, name: 'a', startedAt });
const NOON = '2026-01-01T12:00:00Z';
const written = (keys: readonly string[], name = 'argocd-cmd-params-cm', data = ON['argocd-cmd-params-cm'] as object) =>
  configMap(name, data as Readonly<Record<string, string>>, { managedFields: [wrote('kubectl', NOON, ...keys)] });

const PENDING: readonly (readonly [name: string, more: Partial<SettingsFacts>, pending: boolean])[] = [
  ['a pod that is older', { pods: [pod('server', '2026-01-01T11:59:59Z')] }, true],
  ['a pod that is older, in another zone', { pods: [pod('server', '2026-01-01T12:30:00+01:00')] }, true],
  ['a pod that is younger', { pods: [pod('server', '2026-01-01T12:00:01Z')] }, false],
  ['one of two', { pods: [pod('server', '2026-01-01T13:00:00Z'), pod('server', '2026-01-01T11:00:00Z')] }, true],
  ['a pod of another component', { pods: [pod('repo-server', '2026-01-01T11:00:00Z')] }, false],
  ['no pod', { pods: [] }, false],
  ['no pods known', {}, false],
  ['a time that is none', { pods: [pod('server', 'yesterday')] }, false],
];

for (const [name, more, pending] of PENDING)
  test(`a restart is ${pending ? '' : 'not '}pending with ${name}`, (t) => {
    const facts = install({}, { configMaps: [written(['server.insecure'])], ...more });
    t.is(effective(INSECURE, facts)[0]?.restartPending, pending);
  });

test('no restart is pending for what the ConfigMap did not say, or somebody else wrote', (t) => {
  const pods = [pod('server', '2026-01-01T11:00:00Z')];
  const others = install({}, { configMaps: [written(['server.log.level'])], pods });
  t.false(effective(INSECURE, others)[0]?.restartPending);
  const overridden = install(
    { tweaks: { server: { args: ['--insecure'] } } },
    { configMaps: [written(['server.insecure'])], pods },
  );
  t.false(effective(INSECURE, overridden)[0]?.restartPending);
});

test('what Argo CD reads while it runs needs no restart, but for what it reads when it starts', (t) => {
  const pods = [pod('server', '2026-01-01T11:00:00Z')];
  const data = { 'exec.enabled': 'true', 'oidc.tls.insecure.skip.verify': 'true' };
  const facts = install({}, { configMaps: [written(Object.keys(data), 'argocd-cm', data)], pods });
  t.false(effective('argocd-cm/exec.enabled', facts)[0]?.restartPending);
  t.true(effective('argocd-cm/oidc.tls.insecure.skip.verify', facts)[0]?.restartPending);
});
