import test from 'ava';
import type { ConfigMap } from '../../../../../src/api/kube.ts';
import { plannedSettings, type PlannedSetting } from '../../../../../src/domain/argocd/settings/enforce.ts';
import type { SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { configMap, install, key, spec } from './installs.ts';

const EXEC = 'argocd-cm/exec.enabled';
const INSECURE = 'argocd-cmd-params-cm/server.insecure';

const plan = (facts: SettingsFacts, ...keys: ReturnType<typeof key>[]) =>
  plannedSettings(facts, spec({ keys }), { takeOwnership: false });
const only = (settings: readonly PlannedSetting[]): Partial<PlannedSetting> => settings[0] ?? {};

const TRACKED = { annotations: { 'argocd.argoproj.io/tracking-id': 'argocd:/ConfigMap:argocd/argocd-cm' } };
const CHART = { labels: { 'app.kubernetes.io/part-of': 'argocd', 'app.kubernetes.io/managed-by': 'Helm' } };
const OPERATOR = { ownerReferences: [{ apiVersion: 'argoproj.io/v1beta1', kind: 'ArgoCD', name: 'a', uid: 'b' }] };

const TOOLS: readonly (readonly [
  tool: string,
  metadata: Partial<ConfigMap['metadata']>,
  id: string,
  snippet: string,
])[] = [
  ['Argo CD (Application argocd)', TRACKED, EXEC, 'data:\n  exec.enabled: "false"'],
  ['Helm', CHART, EXEC, 'configs:\n  cm:\n    exec.enabled: "false"'],
  ['Helm', CHART, INSECURE, 'configs:\n  params:\n    server.insecure: "false"'],
  ['Helm', CHART, 'argocd-rbac-cm/policy.default', 'configs:\n  rbac:\n    policy.default: ""'],
  ['argocd-operator', OPERATOR, EXEC, 'spec:\n  extraConfig:\n    exec.enabled: "false"'],
  ['argocd-operator', OPERATOR, INSECURE, 'spec:\n  cmdParams:\n    server.insecure: "false"'],
  ['argocd-operator', OPERATOR, 'argocd-rbac-cm/policy.default', 'spec:\n  rbac:\n    defaultPolicy: ""'],
];

const BAD: Readonly<Record<string, string>> = {
  'exec.enabled': 'true',
  'server.insecure': 'true',
  'policy.default': 'role:readonly',
};

for (const [tool, metadata, id, snippet] of TOOLS)
  test(`what ${tool} manages is set at its source, ${id}, unless the policy takes it over`, (t) => {
    const name = id.split('/')[0] ?? '';
    const facts = install({}, { configMaps: [configMap(name, BAD, metadata)] });
    const settings = plan(facts, key(id));
    t.is(only(settings).action, 'Blocked');
    t.is(
      only(settings).message,
      `${tool} manages ConfigMap ${name}: set it at its source, or set spec.takeOwnership\n${snippet}`,
    );
    const taken = plannedSettings(facts, spec({ keys: [key(id)] }), { takeOwnership: true });
    t.is(only(taken).action, 'Set');
  });

test('what is right already in a ConfigMap of a tool is nothing to do', (t) => {
  const facts = install({}, { configMaps: [configMap('argocd-cm', { 'exec.enabled': 'false' }, CHART)] });
  t.deepEqual(plan(facts, key(EXEC)), []);
});

test('a value that may hold secrets is set, and never told', (t) => {
  const secret = 'hunter2';
  const value = `issuer: ${secret}`;
  for (const metadata of [{}, CHART, TRACKED, OPERATOR]) {
    const facts = install(
      {},
      { configMaps: [configMap('argocd-cm', { 'oidc.config': `clientID: ${secret}` }, metadata)] },
    );
    const settings = plan(facts, key('argocd-cm/oidc.config', value));
    const { wanted, ...shown } = only(settings);
    t.is(wanted, value);
    t.false(JSON.stringify(shown).includes(secret));
    t.is(shown.sensitive, true);
  }
});

test('every message fits into a status', (t) => {
  const long = 'x'.repeat(4096);
  for (const metadata of [{}, CHART]) {
    const facts = install({}, { configMaps: [configMap('argocd-cm', {}, metadata)] });
    for (const { message } of plan(facts, key('argocd-cm/ui.cssurl', long))) t.true(message.length <= 1024);
  }
});
