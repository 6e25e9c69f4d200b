import test from 'ava';
import fc from 'fast-check';
import { hiding } from '../../../../../src/domain/argocd/audit/ignored.ts';
import { jqPaths } from '../../../../../src/domain/argocd/audit/jq-path.ts';
import { judge } from '../judge.ts';
import { application, configMap } from './objects.ts';

/** Paths as one text each; those that could not be read to their end with `…`. */
const paths = (expression: string): string[] =>
  jqPaths(expression).map(({ path, open }) => `${path.join('/')}${open ? '…' : ''}`);

const expressions: [expression: string, expected: string[]][] = [
  ['.spec.replicas', ['spec/replicas']],
  ['.', ['']],
  ['..', ['…']],
  ['.[]', ['*']],
  ['."spec"."a.b"', ['spec/a.b']],
  ['.metadata.annotations["a/b"]', ['metadata/annotations/a/b']],
  ['.["spec"]', ['spec']],
  ['.spec.template.spec.containers[0].image', ['spec/template/spec/containers/*/image']],
  ['.spec.template.spec.containers[1:].image?', ['spec/template/spec/containers/*/image']],
  ['.spec.containers[] | select(.name == "a|b,c)") | .image', ['spec/containers/*/image']],
  ['.spec.containers[] | select(.name == "x").image', ['spec/containers/*/image']],
  ['.spec.containers[] | select(.name == "x") + 1', ['spec/containers/*…']],
  ['.spec.replicas, .spec.paused', ['spec/replicas', 'spec/paused']],
  ['.spec | (.replicas, .paused)', ['spec/replicas', 'spec/paused']],
  ['(.spec, .status).replicas', ['spec/replicas', 'status/replicas']],
  ['.spec | .. | .image', ['spec…']],
  ['.spec.containers | map(.image)', ['spec/containers…']],
  ['first(.spec.replicas)', ['…']],
  ['.spec[', ['…']],
  ['.spec)', ['…']],
  ['.spec."unfinished', ['spec/*']],
  ['', ['']],
];

for (const [expression, expected] of expressions)
  test(`jq ${expression}`, (t) => {
    t.deepEqual(paths(expression), expected);
  });

test('whatever is written, jq expressions lead somewhere, and in bounded time', (t) => {
  const piece = fc.constantFrom('.', '..', 'a', '"', '\\', '[', ']', '(', ')', '{', '}', '|', ',', '?', 'select(', ' ');
  const hostile = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(fc.property(fc.oneof(hostile, fc.string()), (text) => jqPaths(text).length > 0));
  const started = performance.now();
  for (const part of ['(', '.a,', '[', '|', '.a|(.b,.c)', '"', '..'])
    for (const times of [64, 1000, 4000]) jqPaths(part.repeat(times));
  t.true(performance.now() - started < 1000);
});

const RBAC = 'rbac.authorization.k8s.io';
const image = '/spec/template/spec/containers/0/image';
const deployment = { group: 'apps', kind: 'Deployment' };
const rights = 'drift of fields of';

const entries: [title: string, entry: object, expected: string | undefined][] = [
  ['replicas', { ...deployment, jsonPointers: ['/spec/replicas'] }, undefined],
  [
    'resources of a container',
    { ...deployment, jsonPointers: ['/spec/template/spec/containers/0/resources'] },
    undefined,
  ],
  ['annotations and status', { group: '*', kind: '*', jsonPointers: ['/metadata/annotations', '/status'] }, undefined],
  [
    'the image',
    { ...deployment, jsonPointers: [image] },
    `medium "${image}" hides ${rights} Deployment that give rights or run something`,
  ],
  [
    'all containers',
    { ...deployment, jqPathExpressions: ['.spec.template.spec.containers'] },
    `medium ".spec.template.spec.containers" hides ${rights} Deployment that give rights or run something`,
  ],
  [
    'one container by its name',
    { ...deployment, jqPathExpressions: ['.spec.template.spec.initContainers[] | select(.name == "x")'] },
    `medium ".spec.template.spec.initContainers[] | select(.name == \\"x\\")" hides ${rights} Deployment that give rights or run something`,
  ],
  [
    'a security context in depth',
    { ...deployment, jsonPointers: ['/spec/template/spec/securityContext/runAsUser'] },
    `medium "/spec/template/spec/securityContext/runAsUser" hides ${rights} Deployment that give rights or run something`,
  ],
  ['all of spec', { ...deployment, jsonPointers: ['/spec'] }, 'high "/spec" hides all drift of Deployment'],
  [
    'all of spec of something else',
    { group: 'example.com', kind: 'Thing', jsonPointers: ['/spec'] },
    'medium "/spec" hides all drift of Thing',
  ],
  ['all of an object', { group: '*', kind: '*', jqPathExpressions: ['.'] }, 'high "." hides all drift of every kind'],
  [
    'what jq may lead to',
    { group: '*', kind: '*', jqPathExpressions: ['first(.x)'] },
    'medium "first(.x)" may hide all drift of every kind',
  ],
  ['pointers that remove nothing', { group: '*', kind: '*', jsonPointers: ['', '/', 'spec'] }, undefined],
  ['a key with a slash', { group: '*', kind: '*', jsonPointers: ['/metadata/annotations/a~1b'] }, undefined],
  [
    'rules by a glob of kinds',
    { group: RBAC, kind: '*Role', jsonPointers: ['/rules/0'] },
    `medium "/rules/0" hides ${rights} Role that give rights or run something`,
  ],
  ['rules of a kind without them', { group: RBAC, kind: 'RoleBinding', jsonPointers: ['/rules'] }, undefined],
  ['the kind in another group', { group: '', kind: 'ClusterRole', jsonPointers: ['/rules'] }, undefined],
  [
    'subjects',
    { group: RBAC, kind: 'ClusterRoleBinding', jsonPointers: ['/subjects'] },
    `medium "/subjects" hides ${rights} ClusterRoleBinding that give rights or run something`,
  ],
  [
    'ingress of a NetworkPolicy',
    { group: 'networking.k8s.io', kind: 'NetworkPolicy', jsonPointers: ['/spec/ingress/0'] },
    `medium "/spec/ingress/0" hides ${rights} NetworkPolicy that give rights or run something`,
  ],
  [
    'the authority of a webhook',
    { group: '*', kind: 'ValidatingWebhookConfiguration', jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'] },
    undefined,
  ],
  [
    'what a webhook is asked',
    { group: '*', kind: 'ValidatingWebhookConfiguration', jqPathExpressions: ['.webhooks[].rules'] },
    `medium ".webhooks[].rules" hides ${rights} ValidatingWebhookConfiguration that give rights or run something`,
  ],
  ['what the autoscaler owns', { ...deployment, managedFieldsManagers: ['kube-controller-manager'] }, undefined],
  [
    'what kubectl owns',
    { ...deployment, managedFieldsManagers: ['kubectl-edit'] },
    'high what "kubectl-edit" writes to Deployment is hidden: changes by hand',
  ],
  [
    'what kubectl owns of what does not matter',
    { group: '', kind: 'Service', managedFieldsManagers: ['kubectl-edit'] },
    undefined,
  ],
];

for (const [title, entry, expected] of entries)
  test(`ignored: ${title}`, (t) => {
    const found = hiding(entry, '3.6.2');
    t.is(found && `${found.severity ?? 'medium'} ${found.message}`, expected);
  });

const found = (...objects: Parameters<typeof judge>[1]['objects']): string[] =>
  judge('argocd/ignore-differences-hides-drift', { objects }).map(
    ({ severity, object, path, message }) => `${severity} ${object.name} ${path}: ${message}`,
  );

test('what a sync leaves as it is, is worse', (t) => {
  const ignoreDifferences = [{ kind: 'x' }, { group: RBAC, kind: 'Role', jsonPointers: ['/rules'] }];
  const syncPolicy = { syncOptions: ['RespectIgnoreDifferences=true'] };
  t.deepEqual(found(application({ ignoreDifferences, syncPolicy })), [
    'high shop spec.ignoreDifferences[1]: "/rules" hides drift of fields of Role that give rights or run something, and a sync leaves it as it is',
  ]);
});

test('argocd-cm ignores for all Applications, in each of its forms', (t) => {
  const rules = 'jsonPointers: [/rules]';
  const all = configMap({
    'resource.customizations.ignoreDifferences.rbac.authorization.k8s.io_Role': rules,
    'resource.customizations.ignoreDifferences.all': 'managedFieldsManagers: [kubectl-edit]',
    'resource.customizations.ignoreDifferences.apps_Deployment': 'jsonPointers: [/spec/replicas]',
    'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers: [/spec]',
    'resource.customizations':
      'rbac.authorization.k8s.io/ClusterRole:\n  ignoreDifferences: |\n    jsonPointers: [/rules]\n',
  });
  const [role, everything, older] = [
    'resource.customizations.ignoreDifferences.rbac.authorization.k8s.io_Role',
    'resource.customizations.ignoreDifferences.all',
    'resource.customizations',
  ].map((key) => `argocd-cm data["${key}"]`);
  const hidden = (kind: string): string =>
    `"/rules" hides drift of fields of ${kind} that give rights or run something, in every Application`;
  t.deepEqual(found(all), [
    `medium ${older}: ${hidden('ClusterRole')}`,
    `medium ${role}: ${hidden('Role')}`,
    `high ${everything}: what "kubectl-edit" writes to every kind is hidden: changes by hand, in every Application`,
  ]);
});

test('what is no YAML is no finding, and no error', (t) => {
  t.deepEqual(
    found(configMap({ 'resource.customizations': ': [', 'resource.customizations.ignoreDifferences.all': '{' })),
    [],
  );
});
