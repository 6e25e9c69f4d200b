import test from 'ava';
import fc from 'fast-check';
import { judgeSettings } from '../../../../../src/domain/argocd/settings/judge.ts';
import { SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import { configMap, install, key, skip, spec, type Install } from './installs.ts';

const cm = (data: Readonly<Record<string, string>>): Install => ({ data: { 'argocd-cm': data } });
const idsOf = (...args: Parameters<typeof judgeSettings>) => judgeSettings(...args).findings.map(({ id }) => id);

test('a finding names the object, the place, what is wrong and what to do', (t) => {
  const { findings } = judgeSettings(install(cm({ 'exec.enabled': 'true' })), spec());
  t.deepEqual(
    findings.find(({ id }) => id === 'argocd-cm/exec.enabled'),
    {
      id: 'argocd-cm/exec.enabled',
      severity: 'high',
      object: { kind: 'ConfigMap', namespace: 'argocd', name: 'argocd-cm' },
      path: 'data["exec.enabled"]',
      message:
        'exec.enabled is true: terminals in pods open from the UI, with the rights of the server in every namespace',
      remedy: 'Set exec.enabled to "false", and use kubectl exec with rights of its own.',
    },
  );
});

test('a finding says where the value comes from', (t) => {
  const facts = install({
    tweaks: {
      server: { args: ['--disable-auth'] },
      'repo-server': { env: [{ name: 'ARGOCD_REPO_SERVER_DISABLE_TLS', value: 'true' }] },
    },
  });
  const { findings } = judgeSettings(facts, spec());
  t.deepEqual(
    findings.slice(0, 2).map(({ severity, message, object }) => [severity, object.name, message.split(':')[0]]),
    [
      ['critical', 'argocd-server', 'server.disable.auth is true by an argument'],
      ['high', 'argocd-repo-server', 'reposerver.disable.tls is true by an environment variable'],
    ],
  );
});

test('the worst comes first, and the order of what is given does not matter', (t) => {
  const facts = install(
    cm({ 'users.anonymous.enabled': 'true', 'statusbadge.enabled': 'true', 'exec.enabled': 'true' }),
  );
  const expected = judgeSettings(facts, spec());
  const severities = expected.findings.map(({ severity }) => ['critical', 'high', 'medium', 'low'].indexOf(severity));
  t.deepEqual(
    severities,
    severities.toSorted((a, b) => a - b),
  );
  fc.assert(
    fc.property(fc.shuffledSubarray([...facts.workloads], { minLength: facts.workloads.length }), (workloads) => {
      const configMaps = facts.configMaps.toReversed();
      t.deepEqual(judgeSettings({ ...facts, workloads, configMaps }, spec()), expected);
    }),
    { numRuns: 20 },
  );
});

test('anonymous access is worse with a role for everybody', (t) => {
  const severity = (role: string) =>
    judgeSettings(
      install({
        data: { 'argocd-cm': { 'users.anonymous.enabled': 'true' }, 'argocd-rbac-cm': { 'policy.default': role } },
      }),
      spec(),
    ).findings.find(({ id }) => id === 'argocd-cm/users.anonymous.enabled')?.severity;
  t.deepEqual([severity(''), severity('role:readonly')], ['high', 'critical']);
});

test('a role for everybody is worse where it leads to everything, by whatever way', (t) => {
  const severity = (role: string, csv = '') =>
    judgeSettings(
      install({ data: { 'argocd-rbac-cm': { 'policy.default': role, 'policy.csv': csv } } }),
      spec(),
    ).findings.find(({ id }) => id === 'argocd-rbac-cm/policy.default')?.severity;
  t.is(severity('role:admin'), 'critical');
  t.is(severity('role:readonly'), 'medium');
  t.is(severity('role:x', 'g, role:x, role:admin'), 'critical');
  t.is(severity('role:x', 'p, role:x, *, *, *, allow'), 'critical');
});

test('the built-in administrator is needed where nobody else can log in', (t) => {
  const found = (data: Readonly<Record<string, string>>) =>
    idsOf(install(cm(data)), spec()).includes('argocd-cm/admin.enabled');
  t.false(found({}));
  t.false(found({ 'accounts.ci': 'apiKey' }));
  t.false(found({ 'accounts.admin': 'login' }));
  t.false(found({ 'oidc.config': ' ' }));
  t.true(found({ 'accounts.max': 'apiKey, login' }));
  t.true(found({ 'oidc.config': 'issuer: a' }));
});

test('older and newer switches for the certificate of the repo-server are one', (t) => {
  const strict = spec({ preset: 'strict' });
  const verified = install({ data: { 'argocd-cmd-params-cm': { 'server.repo.server.strict.tls': 'true' } } });
  t.false(idsOf(verified, strict).some((id) => id.includes('/server.repo.server.')));
  const plaintext = install({ data: { 'argocd-cmd-params-cm': { 'server.repo.server.plaintext': 'true' } } });
  t.deepEqual(
    idsOf(plaintext, strict).filter((id) => id.includes('/server.repo.server.')),
    ['argocd-cmd-params-cm/server.repo.server.plaintext'],
  );
});

test('what a version does not have is not judged, and what depends on an unknown one is said', (t) => {
  const old = judgeSettings(install({}, { version: '3.2.11' }), spec());
  const OVERRIDE = 'argocd-cm/application.sync.requireOverridePrivilegeForRevisionSync';
  t.false([...old.findings, ...old.states, ...old.notJudged].some(({ id }) => id === OVERRIDE));
  const unknown = judgeSettings(install({}, { version: undefined }), spec());
  t.false(unknown.findings.some(({ id }) => id === OVERRIDE));
  t.true(unknown.notJudged.some(({ id, why }) => id === OVERRIDE && why.includes('3.3.0 and later')));
  t.true(unknown.notJudged.some(({ id }) => id === 'argocd-cmd-params-cm/server.log.format'));
  t.false(unknown.notJudged.some(({ id }) => id === 'argocd-cmd-params-cm/server.sync.replace.allowed'));
  const said = judgeSettings(
    install(cm({ 'application.sync.requireOverridePrivilegeForRevisionSync': 'false' }), { version: undefined }),
    spec(),
  );
  t.true(said.findings.some(({ id }) => id === OVERRIDE));
});

test('a value in the policy is what counts, and what it equals is not judged by anything else', (t) => {
  const facts = install(cm({ 'statusbadge.enabled': 'true', 'users.session.duration': '10h' }));
  const keys = [key('argocd-cm/statusbadge.enabled', 'true'), key('argocd-cm/users.session.duration', '1h')];
  const { findings, states, problems } = judgeSettings(facts, spec({ keys }));
  t.deepEqual(problems, []);
  t.false(findings.some(({ id }) => id === 'argocd-cm/statusbadge.enabled'));
  t.is(
    findings.find(({ id }) => id === 'argocd-cm/users.session.duration')?.message.split(':')[0],
    'users.session.duration is "10h", and the policy asks for "1h"',
  );
  t.deepEqual(
    states.find(({ id }) => id === 'argocd-cm/users.session.duration'),
    {
      id: 'argocd-cm/users.session.duration',
      value: '10h',
      source: 'ConfigMap',
      recommended: '1h',
      deviates: true,
      restartPending: false,
    },
  );
});

test('what the policy skips is neither judged nor told', (t) => {
  const facts = install({
    data: { 'argocd-cm': { 'exec.enabled': 'true' }, 'argocd-rbac-cm': { 'policy.csv': 'p, a, *, *, *, allow' } },
  });
  const keys = [skip('argocd-cm/exec.enabled'), skip('argocd-rbac-cm/policy.csv'), skip('argocd-secret/webhook')];
  const { findings, states, notJudged, problems } = judgeSettings(facts, spec({ keys }));
  t.deepEqual(problems, []);
  t.false([...findings, ...states, ...notJudged].some(({ id }) => keys.some((one) => one.id === id)));
});

const PROBLEMS: readonly (readonly [...Parameters<typeof key>, field: string, message: RegExp])[] = [
  ['argocd-cm/exec.enable', undefined, 'id', /no setting that is known/],
  ['__proto__', undefined, 'id', /no setting that is known/],
  ['argocd-rbac-cm/policy.csv', 'p', 'id', /only judged/],
  ['workload/redis-use-tls', 'true', 'id', /only judged/],
  ['argocd-initial-admin-secret/present', undefined, 'id', /only judged/],
  ['argocd-cm/oidc.config', undefined, 'id', /needs a value/],
  ['argocd-cm/url', undefined, 'id', /needs a value/],
  ['argocd-cm/application.sync.impersonation.enabled', undefined, 'id', /needs a value/],
  ['argocd-cm/exec.enabled', 'no', 'value', /"true" or "false"/],
  ['argocd-cm/webhook.maxPayloadSizeMB', 'x', 'value', /whole number/],
  ['argocd-cm/oidc.config', 'clientSecret: hunter2', 'value', /must be a reference/],
];

for (const [id, value, field, message] of PROBLEMS)
  test(`a policy cannot list ${id} as ${value}`, (t) => {
    const { problems } = judgeSettings(install(), spec({ keys: [skip('argocd-cm/url'), key(id, value)] }));
    t.deepEqual(
      problems.map((problem) => problem.field),
      [`settings.keys[1].${field}`],
    );
    t.regex(problems[0]?.message ?? '', message);
    t.false(JSON.stringify(problems).includes('hunter2'));
  });

test('what an unlabelled argocd-cm says does not count, and that is said', (t) => {
  const facts = install({}, { configMaps: [configMap('argocd-cm', { 'exec.enabled': 'true' }, { labels: {} })] });
  const ids = idsOf(facts, spec());
  t.true(ids.includes('argocd-cm/label'));
  t.false(ids.includes('argocd-cm/exec.enabled'));
});

test('every setting that is read has a state', (t) => {
  const { states } = judgeSettings(install({}, { version: '3.6.1' }), spec());
  const told = new Set(states.map(({ id }) => id));
  t.deepEqual(
    SETTINGS.filter(({ id, before }) => before === undefined && !told.has(id)).map(({ id }) => id),
    [],
  );
});

const SECRET = 'hunter2hunter2';

test('nothing of a value that may hold secrets is told, nor the user part of an address', (t) => {
  const config = `clientSecret: ${SECRET}`;
  const data = {
    'oidc.config': config,
    'dex.config': config,
    'ui.cssurl': `https://a:${SECRET}@b/c.css`,
    url: `http://a:${SECRET}@b`,
  };
  for (const preset of ['recommended', 'strict'] as const)
    for (const keys of [[], [key('argocd-cm/oidc.config', `issuer: ${SECRET}`), key('argocd-cm/dex.config', config)]]) {
      const judgement = judgeSettings(install(cm(data)), spec({ preset, keys }));
      t.true(judgement.findings.some(({ id }) => id === 'argocd-cm/dex.config'));
      t.false(JSON.stringify(judgement).includes(SECRET));
    }
});

/** Any text, and now and then one that means something. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('true', 'false', '*', 'p, a, *, *, *, allow', 'clientSecret: a', '0', 'http://a'),
);
const keyNames = fc.oneof(
  fc.constantFrom(...SETTINGS.flatMap(({ place }) => (place === undefined ? [] : [place.key]))),
  fc.constantFrom('__proto__', 'constructor', 'accounts.a', 'policy.b.csv', 'policy..csv', 'extension.config.'),
);
const junk = fc.oneof(text, fc.constantFrom(undefined, null, 1, [], {}));

test('whatever a ConfigMap holds, judging it answers within the bounds of a status', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keyNames, junk)), fc.constantFrom('recommended', 'strict'), (entries, preset) => {
      const data = Object.fromEntries(entries) as Record<string, string>;
      const facts = install({ data: { 'argocd-cm': data, 'argocd-rbac-cm': data, 'argocd-cmd-params-cm': data } });
      const { findings } = judgeSettings(facts, spec({ preset: preset as 'strict' }));
      for (const { message, remedy, path } of findings)
        t.true(message.length <= 256 && remedy.length <= 1024 && path.length <= 1024);
    }),
    { numRuns: 200 },
  );
});

test('objects of odd shapes do not make it throw', (t) => {
  const odd = [undefined, null, 'a', 1, []];
  for (const data of odd) {
    const one = { ...configMap('argocd-cm'), data } as unknown as ReturnType<typeof configMap>;
    const fields = { ...configMap('argocd-cmd-params-cm', { 'server.insecure': 'true' }) };
    const managedFields = [data, { fieldsV1: data }, { fieldsV1: { 'f:data': data }, time: data }];
    const two = { ...fields, metadata: { ...fields.metadata, managedFields } } as unknown as typeof one;
    const pods = [{ component: 'server', name: 'a', startedAt: '2026-01-01T00:00:00Z' }];
    t.notThrows(() => judgeSettings(install({}, { configMaps: [one, two], pods }), spec()));
  }
});
