import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { readApplicationSet } from '../../../../../src/domain/argocd/audit/application-set.ts';
import { judge } from '../judge.ts';
import { application, applicationSet, configMap, PRODUCTION } from './objects.ts';

const git = { git: { repoURL: 'https://git.example.com/team/apps', directories: [{ path: '*' }] } };
const github = { owner: 'team', repo: 'apps' };

test('generators are found wherever they nest, with what they say of trust', (t) => {
  const { generators } = readApplicationSet({
    generators: [
      { list: { elements: [] }, selector: {} },
      { matrix: { generators: [{ clusters: {} }, { merge: { generators: [git, { plugin: {} }] } }] } },
      { pullRequest: { filters: [{ titleMatch: 'x' }], gitlab: { project: 'a', labels: ['ok'], insecure: true } } },
      { scmProvider: { gitlab: { group: 'a', topic: 'deploy' }, cloneProtocol: 'ssh' } },
      { scmProvider: { github: {}, filters: [{ repositoryMatch: 'a' }, { pathsExist: ['b'] }] } },
      { scmProvider: { awsCodeCommit: { tagFilters: [{ key: 'deploy' }] } } },
    ],
  });
  t.deepEqual(generators, [
    { path: 'spec.generators[0].list', type: 'list' },
    { path: 'spec.generators[1].matrix.generators[0].clusters', type: 'clusters' },
    { path: 'spec.generators[1].matrix.generators[1].merge.generators[0].git', type: 'git' },
    { path: 'spec.generators[1].matrix.generators[1].merge.generators[1].plugin', type: 'plugin' },
    { path: 'spec.generators[2].pullRequest', type: 'pullRequest', provider: 'gitlab', chosen: true, insecure: true },
    { path: 'spec.generators[3].scmProvider', type: 'scmProvider', provider: 'gitlab', chosen: true, insecure: false },
    { path: 'spec.generators[4].scmProvider', type: 'scmProvider', provider: 'github', chosen: false, insecure: false },
    {
      path: 'spec.generators[5].scmProvider',
      type: 'scmProvider',
      provider: 'awsCodeCommit',
      chosen: true,
      insecure: false,
    },
  ]);
});

test('too deep and too many are left out', (t) => {
  let nested: object = git;
  for (let depth = 0; depth < 100; depth++) nested = { matrix: { generators: [nested] } };
  t.deepEqual(readApplicationSet({ generators: [nested] }).generators, []);
  t.is(readApplicationSet({ generators: Array.from({ length: 1000 }, () => git) }).generators.length, 256);
});

test('what is not of its type counts as absent', (t) => {
  const none = { generators: [], projects: [], patchesProject: false, preservesResources: false };
  for (const spec of [undefined, null, 1, 'x', [], { generators: {}, template: [], syncPolicy: 'sync' }])
    t.deepEqual(readApplicationSet(spec), none);
  t.deepEqual(readApplicationSet({ generators: [null, 1, { git: 'x' }, { list: null }], templatePatch: 1 }), {
    ...none,
    generators: [{ path: 'spec.generators[3].list', type: 'list' }],
  });
});

const found = (id: string, spec: object, ...objects: KubeObject[]): string[] =>
  judge(`argocd/${id}`, { objects: [applicationSet(spec), ...objects], spec: PRODUCTION }).map(
    ({ path, message }) => `${path}: ${message}`,
  );

test('the project: templates of generators and patches count, lists do not', (t) => {
  const project = (text: string): object => ({ spec: { project: text } });
  t.deepEqual(found('application-set-templated-project', { template: project('{{ .team }}') }), []);
  const inner = { git: { ...git.git, template: project('{{ index .path.segments 0 }}') } };
  t.deepEqual(found('application-set-templated-project', { generators: [inner] }), [
    'spec.generators[0].git.template.spec.project: the project "{{ index .path.segments 0 }}" is up to what the git generator answers',
  ]);
  const patch = (templatePatch: string): string[] =>
    found('application-set-templated-project', { generators: [git], templatePatch });
  t.deepEqual(patch('spec:\n  project: {{ .team }}\n'), [
    'spec.templatePatch: it may set the project, by what the git generator answers',
  ]);
  t.is(patch('{"spec": {"project" : "{{ .team }}"}}').length, 1);
  t.deepEqual(patch('spec:\n  syncPolicy: {}\n'), []);
});

test('an ApplicationSet of the project default stands for what it makes', (t) => {
  const made = {
    ownerReferences: [{ apiVersion: '', kind: 'ApplicationSet', name: 'shops', uid: '', controller: true }],
  };
  const objects = [
    applicationSet({ template: { spec: { project: 'default' } } }),
    application({ project: 'default' }, made, 'made'),
    application({ project: 'default' }, {}, 'single'),
  ];
  t.deepEqual(
    judge('argocd/default-project-used', { objects }).map(({ object }) => `${object.kind}/${object.name}`),
    ['ApplicationSet/shops', 'Application/single'],
  );
});

test('pull requests: a provider is told where there is one', (t) => {
  t.deepEqual(
    found('application-set-pull-requests', { generators: [{ pullRequest: { github } }, { pullRequest: {} }] }),
    [
      'spec.generators[0].pullRequest: every pull request of github is deployed, whoever wrote it',
      'spec.generators[1].pullRequest: every pull request is deployed, whoever wrote it',
    ],
  );
});

const owner = {
  ownerReferences: [{ apiVersion: '', kind: 'ApplicationSet', name: 'shops', uid: '', controller: true }],
};
const deletes = (
  spec: object,
  parameters: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): boolean =>
  found(
    'application-set-deletes',
    { generators: [git], ...spec },
    application({}, owner),
    configMap(parameters, 'argocd-cmd-params-cm'),
    controllerOfSets(args),
  ).length > 0;

function controllerOfSets(args: readonly string[]): KubeObject {
  const env = (name: string, key: string) => ({
    name,
    valueFrom: { configMapKeyRef: { name: 'argocd-cmd-params-cm', key } },
  });
  const container = {
    name: 'main',
    image: 'quay.io/argoproj/argocd:v3.6.2',
    args: ['argocd-applicationset-controller', ...args],
    env: [
      env('ARGOCD_APPLICATIONSET_CONTROLLER_POLICY', 'applicationsetcontroller.policy'),
      env('ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_POLICY_OVERRIDE', 'applicationsetcontroller.enable.policy.override'),
    ],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'argocd-applicationset-controller', namespace: 'argocd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [container] } } },
  } as unknown as KubeObject;
}

test('whether it deletes is up to the controller, unless that lets it say', (t) => {
  const keeps = { syncPolicy: { applicationsSync: 'create-update' } };
  const [policy, override] = ['applicationsetcontroller.policy', 'applicationsetcontroller.enable.policy.override'];
  t.true(deletes({}));
  t.false(deletes(keeps));
  t.true(deletes({ syncPolicy: { applicationsSync: 'create-delete' } }));
  t.false(deletes({}, { [policy]: 'create-only' }));
  t.true(deletes(keeps, { [policy]: 'sync' }));
  t.false(deletes(keeps, { [policy]: 'sync', [override]: 'true' }));
  t.true(deletes({ syncPolicy: { applicationsSync: 'sync' } }, { [policy]: 'create-only', [override]: 'true' }));
  t.true(deletes({}, { [policy]: 'create-only' }, ['--policy=sync']));
  t.true(deletes({}, {}, ['--policy=$(POLICY)']));
});

test('only what was made of production counts, by a generator that reads outside', (t) => {
  t.deepEqual(found('application-set-deletes', { generators: [git] }, application()), []);
  t.deepEqual(found('application-set-deletes', {}, application({}, owner)), []);
  t.deepEqual(found('application-set-deletes', { generators: [git] }, application({}, owner)), [
    'spec.syncPolicy: deletes 1 Application of production with all objects when the git generator does not return them',
  ]);
});
