import test from 'ava';
import type { ConfigMap } from '../../../src/api/kube.ts';
import { spec } from '../../../src/api/spec.ts';
import type { PolicyInput } from '../../../src/domain/policy-input.ts';
import { IMPERSONATION, planSettings, type SettingsPlan } from '../../../src/domain/settings-plan.ts';
import { helm } from './argocd/workloads.ts';
import { facts, OWNER } from './hardening/inputs.ts';

const configMap = (name: string, data: ConfigMap['data'] = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
  data,
});

function plan(
  wanted: object,
  data: ConfigMap['data'],
  gaps: readonly string[] = [],
  before: PolicyInput['settings'] = new Map(),
): SettingsPlan {
  const input: PolicyInput = {
    owner: OWNER,
    spec: spec.parse(wanted),
    leaving: false,
    facts: facts(helm(), { configMaps: [configMap('argocd-cm', data)] }),
    owned: [],
    live: () => undefined,
    applied: new Map(),
    previous: new Map(),
    emptied: [],
    neutralised: new Map(),
    settings: before,
  };
  return planSettings(input, gaps);
}

const set = (id: string, value: string) => ({ settings: { keys: [{ id, value }] } });
const changes = (found: SettingsPlan) => found.changes.map(({ id, wanted }) => [id, wanted]);
const ANONYMOUS = 'argocd-cm/users.anonymous.enabled';

test('only what is listed is set, and what is right is nothing to do', (t) => {
  const wrong = plan(set(ANONYMOUS, 'false'), { 'users.anonymous.enabled': 'true', 'exec.enabled': 'true' });
  t.deepEqual(changes(wrong), [[ANONYMOUS, 'false']]);
  const right = plan(set(ANONYMOUS, 'false'), { 'exec.enabled': 'true' });
  t.deepEqual([changes(right), [...right.right.keys()]], [[], [ANONYMOUS]]);
  t.is(right.right.get(ANONYMOUS), wrong.changes[0]?.hash);
});

test('without the section, or a sight of the settings, nothing is said', (t) => {
  t.deepEqual(plan({}, { 'users.anonymous.enabled': 'true' }).findings, []);
});

const impersonating = { rbac: { impersonation: {} }, settings: {} };

test('who impersonates has it turned on, but not before every Application has somebody to be deployed as', (t) => {
  t.deepEqual(changes(plan(impersonating, {})), [[IMPERSONATION, 'true']]);
  const waiting = plan(impersonating, {}, ['argocd/web: no account']);
  t.deepEqual(changes(waiting), []);
  t.regex(waiting.withheld[0]?.message ?? '', /argocd\/web: no account/);
  const skipped = { ...impersonating, settings: { keys: [{ id: IMPERSONATION, skip: true }] } };
  t.deepEqual(changes(plan(skipped, {})), []);
  t.deepEqual(changes(plan({ settings: {} }, {})), [], 'nobody has asked for it');
});

test('bug: one Application that could not be synced kept off what somebody had turned off', (t) => {
  const hash = plan(impersonating, {}).changes[0]?.hash ?? '';
  const off = { 'application.sync.impersonation.enabled': 'false' };
  const gaps = ['argocd/web: no account'];
  t.deepEqual(changes(plan(impersonating, off, gaps)), []);
  t.deepEqual(changes(plan(impersonating, off, gaps, new Map([[IMPERSONATION, hash]]))), [[IMPERSONATION, 'true']]);
});

test('what may hold a secret is shown nowhere', (t) => {
  const secret = 'clientSecret: hunter2-canary';
  const found = plan(
    { settings: { preset: 'strict', keys: [{ id: 'argocd-cm/oidc.config', value: 'name: x' }] } },
    {
      'oidc.config': `name: Okta\n${secret}`,
      'dex.config': `connectors:\n- config:\n    ${secret}`,
    },
  );
  t.true(found.findings.length > 0);
  t.false(JSON.stringify({ ...found, changes: found.changes.map(({ live: _, ...rest }) => rest) }).includes('hunter2'));
});
