import test from 'ava';
import { plannedSettings, type PlannedSetting } from '../../../../../src/domain/argocd/settings/enforce.ts';
import { SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import { judgeSettings } from '../../../../../src/domain/argocd/settings/judge.ts';
import { valueFor } from '../../../../../src/domain/argocd/settings/setting.ts';
import type { SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { authorOfKey } from '../../../../../src/domain/argocd/settings/written.ts';
import { configMap, install, key, skip, spec, wrote, type Install } from './installs.ts';

const LEAVE = { takeOwnership: false };

const EXEC = 'argocd-cm/exec.enabled';
const INSECURE = 'argocd-cmd-params-cm/server.insecure';

const cm = (data: Readonly<Record<string, string>>): Install => ({ data: { 'argocd-cm': data } });
const params = (data: Readonly<Record<string, string>>) => ({ 'argocd-cmd-params-cm': data });
const plan = (facts: SettingsFacts, ...keys: ReturnType<typeof key>[]) => plannedSettings(facts, spec({ keys }), LEAVE);
const only = (settings: readonly PlannedSetting[]): Partial<PlannedSetting> => settings[0] ?? {};

test('only what the policy lists is set', (t) => {
  const facts = install(
    cm({ 'exec.enabled': 'true', 'users.anonymous.enabled': 'true', 'statusbadge.enabled': 'true' }),
  );
  t.deepEqual(plan(facts), []);
  const settings = plan(facts, key(EXEC), skip('argocd-cm/statusbadge.enabled'));
  t.deepEqual(settings, [
    {
      id: EXEC,
      configMap: 'argocd-cm',
      key: 'exec.enabled',
      wanted: 'false',
      found: 'true',
      sensitive: false,
      action: 'Set',
      message: 'sets exec.enabled of ConfigMap argocd-cm from "true" to "false"',
    },
  ]);
});

test('what a component reads when it starts takes effect with its restart', (t) => {
  const { message, action } = only(plan(install({ data: params({ 'server.insecure': 'true' }) }), key(INSECURE)));
  t.is(action, 'Set');
  t.is(
    message,
    'sets server.insecure of ConfigMap argocd-cmd-params-cm from "true" to "false"; takes effect when server restart',
  );
});

test('what is right already is left alone, however it is spelled', (t) => {
  t.deepEqual(plan(install(), key(EXEC)), []);
  t.deepEqual(plan(install(cm({ 'exec.enabled': 'false' })), key(EXEC)), []);
  t.deepEqual(plan(install({ data: params({ 'server.insecure': 'False' }) }), key(INSECURE)), []);
});

test('the value of the policy wins over the preset', (t) => {
  const { wanted, message } = only(plan(install(), key('argocd-cm/users.session.duration', '1h')));
  t.is(wanted, '1h');
  t.is(message, 'sets users.session.duration of ConfigMap argocd-cm from absent to "1h"');
});

const server = (args: readonly string[]): Install => ({
  tweaks: { server: { args } },
  data: params({ 'server.insecure': 'true' }),
});

test('an argument or a variable that wins is named, with what to change', (t) => {
  const argument = only(plan(install(server(['--insecure'])), key(INSECURE)));
  t.is(argument.action, 'Blocked');
  t.regex(
    argument.message ?? '',
    /Deployment argocd-server has it from .*args\["--insecure"\]; change it to:\nremove --insecure$/,
  );
  const literal = install({ tweaks: { server: { env: [{ name: 'ARGOCD_SERVER_INSECURE', value: 'true' }] } } });
  const variable = only(plan(literal, key(INSECURE)));
  t.is(variable.action, 'Blocked');
  t.regex(
    variable.message ?? '',
    /^the ConfigMap has no effect here: Deployment argocd-server has it from .*\n- name: ARGOCD_SERVER_INSECURE\n {2}valueFrom:\n {4}configMapKeyRef: \{name: argocd-cmd-params-cm, key: server.insecure, optional: true\}$/,
  );
});

test('an argument that says the same is no obstacle and nothing to do', (t) => {
  t.deepEqual(plan(install(server(['--insecure=false'])), key(INSECURE)), []);
});

test('where only some workloads are deaf, the others are set and these are named', (t) => {
  const facts = install({
    data: params({ 'application.namespaces': '*' }),
    tweaks: { 'application-controller': { args: ['--application-namespaces=*'] } },
  });
  const { action, message = '' } = only(plan(facts, key('argocd-cmd-params-cm/application.namespaces', 'a')));
  t.is(action, 'Set');
  t.regex(
    message,
    /; not everywhere: Deployment argocd-application-controller has it from .*\n- --application-namespaces=a$/,
  );
});

test('where the ConfigMap says it already, only who is deaf is left', (t) => {
  const facts = install({
    data: params({ 'application.namespaces': 'a' }),
    tweaks: { server: { args: ['--application-namespaces', 'b'] } },
  });
  const settings = plan(facts, key('argocd-cmd-params-cm/application.namespaces', 'a'));
  t.is(only(settings).action, 'Blocked');
  t.regex(only(settings).message ?? '', /^it says so already, but: Deployment argocd-server has it from /);
});

test('a workload that does not read the ConfigMap is not helped by it', (t) => {
  const facts = install({ data: {}, tweaks: { server: { onlyEnv: [] } } });
  const { action, message = '' } = only(plan(facts, key('argocd-cmd-params-cm/server.tls.minversion', '1.3')));
  t.is(action, 'Blocked');
  t.regex(
    message,
    /^the ConfigMap has no effect here: Deployment argocd-server does not read it from there; change it to:\n- name: ARGOCD_TLS/,
  );
});

const BLOCKED: readonly (readonly [name: string, facts: SettingsFacts, id: string, message: RegExp])[] = [
  [
    'a version without it',
    install(cm({}), { version: '3.2.11' }),
    'argocd-cm/application.sync.requireOverridePrivilegeForRevisionSync',
    /^Argo CD 3\.2\.11 has no such setting$/,
  ],
  [
    'no ConfigMap',
    install({}, { configMaps: [] }),
    'argocd-cm/helm.valuesFileSchemes',
    /^ConfigMap argocd-cm does not exist$/,
  ],
  [
    'no label',
    install({}, { configMaps: [configMap('argocd-cm', {}, { labels: {} })] }),
    'argocd-cm/helm.valuesFileSchemes',
    /does not see ConfigMap argocd-cm without app\.kubernetes\.io\/part-of: argocd$/,
  ],
  [
    'no component',
    install({ data: params({ 'server.insecure': 'true' }) }, { workloads: [] }),
    INSECURE,
    /^no workload that reads it was found$/,
  ],
  ['nobody else to log in', install(), 'argocd-cm/admin.enabled', /^nobody could log in/],
];

for (const [name, facts, id, message] of BLOCKED)
  test(`setting is blocked by ${name}`, (t) => {
    const settings = plan(facts, key(id));
    t.is(only(settings).action, 'Blocked');
    t.regex(only(settings).message ?? '', message);
  });

test('with somebody else to log in the built-in administrator is turned off', (t) => {
  const settings = plan(install(cm({ 'oidc.config': 'issuer: a' })), key('argocd-cm/admin.enabled'));
  t.is(only(settings).action, 'Set');
});

test('a ConfigMap that Argo CD finds by its name needs no label', (t) => {
  const configMaps = [configMap('argocd-rbac-cm', { 'policy.default': 'role:readonly' }, { labels: {} })];
  t.is(only(plan(install({}, { configMaps }), key('argocd-rbac-cm/policy.default'))).action, 'Set');
});

test('where the version is not known, the versions that know the setting are said', (t) => {
  const id = 'argocd-cm/application.sync.requireOverridePrivilegeForRevisionSync';
  const { action, message = '' } = only(plan(install({}, { version: undefined }), key(id)));
  t.is(action, 'Set');
  t.regex(message, /; only 3\.3\.0 and later know it$/);
});

test('what cannot be asked for is not planned', (t) => {
  const keys = [key('argocd-cm/nothing'), key('argocd-cm/url'), key(EXEC, 'no'), key('argocd-rbac-cm/policy.csv', 'p')];
  t.deepEqual(plan(install(cm({ 'exec.enabled': 'true' })), ...keys), []);
});

/** The ConfigMaps after the plan. */
function applied(facts: SettingsFacts, planned: readonly PlannedSetting[]): SettingsFacts {
  const configMaps = facts.configMaps.map((one) => {
    const own = planned.filter(({ configMap }) => configMap === one.metadata.name);
    return { ...one, data: { ...one.data, ...Object.fromEntries(own.map(({ key: name, wanted }) => [name, wanted])) } };
  });
  return { ...facts, configMaps };
}

for (const preset of ['recommended', 'strict'] as const)
  test(`what a plan of the preset ${preset} sets is right afterwards, and nothing is left to do`, (t) => {
    const listed = SETTINGS.filter(
      ({ id }) => id !== 'argocd-cm/admin.enabled' && id !== 'argocd-cm/server.rbac.log.enforce.enable',
    );
    const keys = listed
      .filter((setting) => setting.place !== undefined && valueFor(setting, preset) !== undefined)
      .map(({ id }) => key(id));
    const facts = install(
      { data: Object.fromEntries(['argocd-cm', 'argocd-cmd-params-cm', 'argocd-rbac-cm'].map((name) => [name, {}])) },
      { version: '3.6.1' },
    );
    const first = plannedSettings(facts, spec({ preset, keys }), LEAVE);
    t.true(first.length > 1);
    t.true(first.every(({ action }) => action === 'Set'));
    const after = applied(facts, first);
    t.deepEqual(plannedSettings(after, spec({ preset, keys }), LEAVE), []);
    const ids = new Set(keys.map(({ id }) => id));
    t.deepEqual(
      judgeSettings(after, spec({ preset, keys })).findings.filter(({ id }) => ids.has(id)),
      [],
    );
  });

test('whoever wrote a key is named, by the key and not by the object', (t) => {
  const managedFields = [
    wrote('kubectl-edit', '2026-01-01T00:00:00Z', 'exec.enabled'),
    wrote('argocd-server', '2026-01-02T00:00:00Z', 'admin.enabled'),
  ];
  const one = configMap('argocd-cm', {}, { managedFields });
  t.deepEqual(authorOfKey(one, 'exec.enabled'), { manager: 'kubectl-edit', time: '2026-01-01T00:00:00Z' });
  t.is(authorOfKey(one, 'admin.enabled').manager, 'argocd-server');
  // Nobody owns a key that is gone: whoever wrote last.
  t.is(authorOfKey(one, 'gone').manager, 'argocd-server');
});
