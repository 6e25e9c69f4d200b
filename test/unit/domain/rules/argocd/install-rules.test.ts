import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { judgeSettings } from '../../../../../src/domain/argocd/settings/judge.ts';
import { settingsFacts } from '../../../../../src/domain/settings-plan.ts';
import { impersonationOff } from '../../../../../src/domain/rules/argocd/impersonation-off.ts';
import { settings } from '../../../../../src/domain/rules/argocd/settings.ts';
import { judge } from '../judge.ts';
import { factsFrom } from './facts.ts';
import { application, clusterAdmin, configMap, controller, project, secret, server } from './objects.ts';

const told = (id: string, objects: readonly KubeObject[], spec: object = {}): string[] =>
  judge(`argocd/${id}`, { objects, spec }).map(
    ({ severity, object, path, message }) => `${severity} ${object.kind}/${object.name} ${path}: ${message}`,
  );

const OBJECTS = [
  configMap({
    'users.anonymous.enabled': 'true',
    'exec.enabled': 'true',
    'oidc.config': 'clientSecret: hunter2hunter2',
  }),
  configMap({ 'server.disable.auth': 'true' }, 'argocd-cmd-params-cm'),
  configMap({ 'policy.default': 'role:admin' }, 'argocd-rbac-cm'),
  server(),
];

test('settings are those that the recommended preset finds, with what it says of each', (t) => {
  const known = settingsFacts(factsFrom(OBJECTS, 'argocd'));
  const { findings } = judgeSettings(known, { preset: 'recommended', keys: [] });
  const found = judge('argocd/settings', { objects: OBJECTS });
  t.true(findings.length > 4);
  t.deepEqual(
    found.map(({ severity, object, path, message, remedy }) => ({ severity, object, path, message, remedy })),
    findings.map(({ severity, object, path, message, remedy }) => ({ severity, object, path, message, remedy })),
  );
  t.false(JSON.stringify(found).includes('hunter2'));
});

test('a policy that speaks of settings has them judged by its plan alone', (t) => {
  t.deepEqual(told('settings', OBJECTS, { settings: {} }), []);
  t.is(settings.check({ ...factsFrom(OBJECTS, 'argocd'), configMaps: undefined }, {} as never).length, 0);
});

test('the rights of the controller count, by whatever binding', (t) => {
  const id = 'impersonation-off';
  const everything =
    'medium StatefulSet/argocd-application-controller spec.template.spec.serviceAccountName: every project deploys as this account, which may do everything';
  t.deepEqual(told(id, [controller(), ...clusterAdmin()]), [everything]);
  t.deepEqual(told(id, [controller()]), []);
  t.deepEqual(told(id, [server(), ...clusterAdmin()]), []);
  const other = controller('3.6.2', { serviceAccountName: 'other' });
  t.deepEqual(told(id, [other, ...clusterAdmin()]), []);
  const on = (value: string) => configMap({ 'application.sync.impersonation.enabled': value });
  t.deepEqual(told(id, [controller(), ...clusterAdmin(), on('true')]), []);
  t.deepEqual(told(id, [controller(), ...clusterAdmin(), on('True')]), [everything]);
});

test('rights that cannot be seen are not safe', (t) => {
  const facts = { ...factsFrom([controller()], 'argocd'), access: undefined };
  t.deepEqual(
    impersonationOff.check(facts, {} as never).map(({ severity, message }) => `${severity} ${message}`),
    ['low every project deploys as this account, and what it may do cannot be seen'],
  );
});

test('exclusions and inclusions', (t) => {
  const found = (data: Readonly<Record<string, string>>): string[] => told('resource-exclusions', [configMap(data)]);
  const list = (key: string, text: string): string[] => found({ [`resource.${key}`]: text });
  t.deepEqual(list('exclusions', '- apiGroups: ["rbac.*"]\n  kinds: ["*"]\n  clusters: [https://prod]\n'), [
    'medium ConfigMap/argocd-cm data["resource.exclusions"]: resource.exclusions has Role, RoleBinding, ClusterRole, ClusterRoleBinding',
  ]);
  t.is(list('exclusions', '- apiGroups: ["*"]\n').length, 1);
  t.is(list('exclusions', '- kinds: [ServiceAccount]\n').length, 1);
  t.deepEqual(list('exclusions', '- apiGroups: [apps]\n  kinds: [Role]\n'), []);
  t.deepEqual(list('exclusions', ': ['), []);
  t.deepEqual(list('inclusions', '- apiGroups: ["*"]\n  kinds: ["*"]\n'), []);
  t.deepEqual(list('inclusions', '- apiGroups: ["rbac.*", "a*", ""]\n'), [
    'medium ConfigMap/argocd-cm data["resource.inclusions"]: resource.inclusions lacks NetworkPolicy',
  ]);
  t.is(list('inclusions', '- apiGroups: ["*"]\n  clusters: [https://prod]\n').length, 1);
});

test('Secrets: what is not read is not judged, and one project needs no others kept out', (t) => {
  const unscoped = secret('repository', { url: 'https://git.example.com/team/apps' });
  t.deepEqual(told('repository-unscoped', [project(), unscoped]), []);
  t.deepEqual(told('repository-unscoped', [project(), project({}, 'other'), unscoped]), [
    'low Secret/repository data.project: names no project: every project may use it',
  ]);
  t.deepEqual(told('cluster-unscoped', [project(), project({}, 'other'), unscoped]), []);
  t.deepEqual(told('repository-secret-insecure', [secret('repository', { url: 'HTTP://u:p@git.example.com' })]), [
    'high Secret/repository data.url: "HTTP://git.example.com" is fetched in plain text',
  ]);
});

test('Applications elsewhere count where Argo CD works on them', (t) => {
  const option = { syncPolicy: { syncOptions: ['Force=true'] } };
  const elsewhere = application(option, { namespace: 'team-a' });
  const works = configMap({ 'application.namespaces': 'team-*' }, 'argocd-cmd-params-cm');
  t.deepEqual(told('risky-sync-option', [elsewhere, configMap({}, 'argocd-cmd-params-cm')]), []);
  t.deepEqual(told('risky-sync-option', [elsewhere, works]), [
    'low Application/shop spec.syncPolicy.syncOptions[0]: Force=true: objects that cannot be changed are deleted and made anew',
  ]);
});

test('prune to nothing takes automation, prune and allowEmpty', (t) => {
  const found = (automated: object, version = '3.6.2', spec: object = {}): string[] =>
    judge('argocd/prune-allow-empty', {
      objects: [application({ syncPolicy: { automated } }), server(version)],
      spec,
    }).map(({ severity }) => severity);
  const empty = { prune: true, allowEmpty: true };
  t.deepEqual(found(empty), ['medium']);
  t.deepEqual(found(empty, '3.6.2', { sync: { manual: [{ namespaces: ['team-a'] }] } }), ['high']);
  t.deepEqual(found({ ...empty, enabled: false }), []);
  t.deepEqual(found({ ...empty, enabled: false }, '3.0.23'), ['medium']);
  t.deepEqual(found({ allowEmpty: true }), []);
});
