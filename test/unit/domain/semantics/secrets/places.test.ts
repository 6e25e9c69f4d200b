import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { exposuresOf } from '../../../../../src/domain/semantics/secrets/exposures.ts';
import { object } from '../../rules/case.ts';
import { base64, githubToken, password, privateKey } from './planted.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const COPY = `metadata.annotations["${LAST_APPLIED}"]`;

const pathsIn = (raw: KubeObject): string[] => exposuresOf(raw).map(({ path }) => path);

const configMap = (data: object, rest: object = {}, metadata: object = {}): KubeObject =>
  object(['v1', 'ConfigMap', 'shop'], { data, ...rest }, metadata);

const spec = (list: string, fields: object): object => ({
  [list]: [
    { name: 'a', image: 'b' },
    { name: 'c', ...fields },
  ],
});

const env = [
  { name: 'A', value: 'b' },
  { name: 'DB_PASSWORD', value: password },
];

const WORKLOADS: readonly (readonly [apiVersion: string, kind: string, path: string, wrap: (pod: object) => object])[] =
  [
    ['v1', 'Pod', 'spec', (pod) => ({ spec: pod })],
    ['v1', 'PodTemplate', 'template.spec', (pod) => ({ template: { spec: pod } })],
    ['v1', 'ReplicationController', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    ['apps/v1', 'ReplicaSet', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    ['apps/v1', 'Deployment', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    ['apps/v1', 'StatefulSet', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    ['apps/v1', 'DaemonSet', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    ['batch/v1', 'Job', 'spec.template.spec', (pod) => ({ spec: { template: { spec: pod } } })],
    [
      'batch/v1',
      'CronJob',
      'spec.jobTemplate.spec.template.spec',
      (pod) => ({ spec: { jobTemplate: { spec: { template: { spec: pod } } } } }),
    ],
  ];

for (const [apiVersion, kind, path, wrap] of WORKLOADS)
  test(`${kind}: each list of containers`, (t) => {
    for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
      t.deepEqual(pathsIn(object([apiVersion, kind, 'shop'], wrap(spec(list, { env })))), [
        `${path}.${list}[1].env[1].value`,
      ]);
  });

const IN_CONTAINER: readonly (readonly [path: string, fields: object])[] = [
  ['args[0]', { args: [`--password=${password}`] }],
  ['args[1]', { args: ['--password', password] }],
  ['command[2]', { command: ['sh', '-c', `PASSWORD=${password} run`] }],
  ['lifecycle.preStop.exec.command[1]', { lifecycle: { preStop: { exec: { command: ['--password', password] } } } }],
  [
    'livenessProbe.httpGet.httpHeaders[0].value',
    {
      livenessProbe: {
        httpGet: { httpHeaders: [{ name: 'Authorization', value: `Basic ${base64(`a:${password}`)}` }] },
      },
    },
  ],
];

for (const [path, fields] of IN_CONTAINER)
  test(`in a container: ${path}`, (t) => {
    t.deepEqual(pathsIn(object(['v1', 'Pod', 'shop'], { spec: spec('containers', fields) })), [
      `spec.containers[1].${path}`,
    ]);
  });

test('a variable that comes from a Secret is none', (t) => {
  const valueFrom = { secretKeyRef: { name: 'shop-db-1', key: 'password' } };
  t.deepEqual(
    pathsIn(object(['v1', 'Pod', 'shop'], { spec: spec('containers', { env: [{ name: 'DB_PASSWORD', valueFrom }] }) })),
    [],
  );
});

test('ConfigMap: by simple keys and others, and in binary data that is text', (t) => {
  t.deepEqual(pathsIn(configMap({ password, 'my-password': password })), ['data.password', 'data.my-password']);
  t.deepEqual(pathsIn(configMap({ 'application.yaml': `a:\n  password: ${password}\n` })), [
    'data["application.yaml"]',
  ]);
  t.deepEqual(pathsIn(configMap({}, { binaryData: { 'a.key': base64(privateKey()) } })), ['binaryData["a.key"]']);
  t.deepEqual(pathsIn(configMap({}, { binaryData: { 'a.jks': base64(`\0\0${privateKey()}`) } })), []);
});

test('argocd-cm: a client secret that is no reference, and the same of any other name by its key', (t) => {
  const argoCdCm = (config: string, name = 'argocd-cm'): KubeObject =>
    object(['v1', 'ConfigMap', name], { data: { 'oidc.config': config, 'dex.config': 'connectors: []' } });
  const found = [{ path: 'data["oidc.config"]', family: 'argocd-inline-secret' }];
  t.deepEqual(exposuresOf(argoCdCm('clientSecret: hunter2')), found);
  t.deepEqual(exposuresOf(argoCdCm('clientSecret: $oidc.clientSecret')), []);
  t.deepEqual(exposuresOf(argoCdCm(`clientSecret: ${password}`, 'other')), [
    { path: 'data["oidc.config"]', family: 'generic' },
  ]);
});

test('argocd-notifications-cm: a token that is no reference', (t) => {
  const notifications = (token: string): KubeObject =>
    configMap({ 'service.slack': `token: ${token}`, 'service.github': 'appID: 1' });
  t.deepEqual(pathsIn(notifications(githubToken)), ['data["service.slack"]']);
  t.deepEqual(pathsIn(notifications('$slack-token')), []);
});

const source = { repoURL: 'https://git.example.com/shop.git' };
const SOURCES: readonly (readonly [path: string, source: object])[] = [
  ['repoURL', { repoURL: `https://shop:${password}@git.example.com/shop.git` }],
  [
    'helm.parameters[1].value',
    {
      ...source,
      helm: {
        parameters: [
          { name: 'a', value: 'b' },
          { name: 'global.postgresql.auth.password', value: password },
        ],
      },
    },
  ],
  ['helm.values', { ...source, helm: { values: `auth:\n  password: ${password}\n` } }],
  ['helm.valuesObject.auth.password', { ...source, helm: { valuesObject: { auth: { password } } } }],
  [
    'helm.valuesObject.extra[0]',
    {
      ...source,
      helm: { valuesObject: { extra: [{ apiVersion: 'v1', kind: 'Secret', stringData: { a: 'abcdef' } }] } },
    },
  ],
  [
    'plugin.env[0].value',
    { ...source, plugin: { env: [{ name: 'VAULT_TOKEN', value: `hvs.${'aB3dE5gH7jK9mN2pQ4sT6vX8'.repeat(4)}` }] } },
  ],
  [
    'kustomize.patches[0].patch',
    {
      ...source,
      kustomize: { patches: [{ patch: `- op: add\n  path: /data\n  value:\n    password: ${password}\n` }] },
    },
  ],
];

for (const [path, one] of SOURCES) {
  const app = (fields: object): KubeObject => object(['argoproj.io/v1alpha1', 'Application', 'shop'], fields);
  test(`Application: ${path}`, (t) => {
    t.deepEqual(pathsIn(app({ spec: { source: one } })), [`spec.source.${path}`]);
    t.deepEqual(pathsIn(app({ spec: { sources: [source, one] } })), [`spec.sources[1].${path}`]);
    t.deepEqual(pathsIn(app({ operation: { sync: { source: one } } })), [`operation.sync.source.${path}`]);
  });
  test(`ApplicationSet: template, ${path}`, (t) => {
    const set = object(['argoproj.io/v1alpha1', 'ApplicationSet', 'shop'], {
      spec: { template: { spec: { source: one } } },
    });
    t.deepEqual(pathsIn(set), [`spec.template.spec.source.${path}`]);
  });
}

test('ApplicationSet: generators and patches, and nothing that a generator fills in', (t) => {
  const set = (fields: object): KubeObject =>
    object(['argoproj.io/v1alpha1', 'ApplicationSet', 'shop'], { spec: fields });
  t.deepEqual(pathsIn(set({ generators: [{ list: { elements: [{ password }] } }] })), [
    'spec.generators[0].list.elements[0].password',
  ]);
  t.deepEqual(pathsIn(set({ templatePatch: `spec:\n  password: ${password}\n` })), ['spec.templatePatch']);
  t.deepEqual(pathsIn(set({ templatePatch: 'spec:\n  password: {{ .password }}\n' })), []);
  const tokenRef = { secretName: 'github-token-1', key: 'token' };
  t.deepEqual(pathsIn(set({ generators: [{ pullRequest: { github: { tokenRef } } }] })), []);
});

test('Flux: values of a HelmRelease', (t) => {
  const release = object(['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'shop'], {
    spec: { values: { db: { password } } },
  });
  t.deepEqual(pathsIn(release), ['spec.values.db.password']);
});

test('annotations: of every kind, and of the template of pods', (t) => {
  const annotations = { 'example.com/password': password };
  const path = 'metadata.annotations["example.com/password"]';
  for (const kind of [
    'Service',
    'Ingress',
    'Namespace',
    'ServiceAccount',
    'NetworkPolicy',
    'Secret',
    'ConfigMap',
    'Pod',
    'Application',
  ])
    t.deepEqual(pathsIn(object(['v1', kind, 'shop'], {}, { annotations })), [path], kind);
  t.deepEqual(
    pathsIn(object(['apps/v1', 'Deployment', 'shop'], { spec: { template: { metadata: { annotations } } } })),
    [`spec.template.${path}`],
  );
});

test('the data of a Secret is not looked at, and the copy of it in its annotation is a finding', (t) => {
  const data = { a: base64(privateKey()) };
  const secret = (copy?: object): KubeObject =>
    object(
      ['v1', 'Secret', 'shop'],
      { data, stringData: { password } },
      copy && { annotations: { [LAST_APPLIED]: JSON.stringify(copy) } },
    );
  t.deepEqual(exposuresOf(secret()), []);
  t.deepEqual(exposuresOf(secret({ kind: 'Secret', data })), [{ path: COPY, family: 'last-applied-secret' }]);
  t.deepEqual(exposuresOf(secret({ kind: 'Secret', stringData: { a: 'b' } })), [
    { path: COPY, family: 'last-applied-secret' },
  ]);
  t.deepEqual(exposuresOf(secret({ kind: 'Secret', type: 'kubernetes.io/service-account-token' })), []);
});

test('the copy of another kind: only what the object has not any more', (t) => {
  const copyOf = (data: object): object => ({
    annotations: { [LAST_APPLIED]: JSON.stringify({ kind: 'ConfigMap', data }) },
  });
  t.deepEqual(pathsIn(configMap({ password }, {}, copyOf({ password }))), ['data.password']);
  t.deepEqual(pathsIn(configMap({}, {}, copyOf({ password }))), [COPY]);
  t.deepEqual(exposuresOf(configMap({ password }, {}, copyOf({ password, token: githubToken }))), [
    { path: 'data.password', family: 'generic' },
    { path: COPY, family: 'github-token' },
  ]);
  t.deepEqual(pathsIn(configMap({}, {}, copyOf({ 'a.yaml': `a: b\npassword: ${password}\n` }))), [COPY]);
  t.deepEqual(pathsIn(configMap({}, {}, { annotations: { [LAST_APPLIED]: `{"password":"${password}"` } })), [COPY]);
  t.deepEqual(pathsIn(configMap({}, {}, copyOf({ 'a.txt': `a\n${githubToken}` }))), [COPY]);
  const binary = JSON.stringify({ binaryData: { a: base64(privateKey()) } });
  t.deepEqual(pathsIn(configMap({}, {}, { annotations: { [LAST_APPLIED]: binary } })), [COPY]);
  t.deepEqual(pathsIn(configMap({}, {}, copyOf({ a: 'b' }))), []);
});

test('the copy of a workload: arguments beside their flags', (t) => {
  const pod = { spec: spec('containers', { args: ['--password', password] }) };
  const metadata = { annotations: { [LAST_APPLIED]: JSON.stringify({ kind: 'Pod', ...pod }, undefined, 1) } };
  t.deepEqual(pathsIn(object(['v1', 'Pod', 'shop'], {}, metadata)), [COPY]);
  t.deepEqual(pathsIn(object(['v1', 'Pod', 'shop'], pod, metadata)), ['spec.containers[1].args[1]']);
});
