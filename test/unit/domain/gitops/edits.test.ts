import test from 'ava';
import fc from 'fast-check';
import type { KubeObject, ManagedFields, ObjectMeta } from '../../../../src/api/kube.ts';
import { editsOf } from '../../../../src/domain/gitops/edits.ts';

const CREATED = '2026-11-01T10:00:00Z';
const LATER = '2026-11-20T10:00:00Z';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Tree = NonNullable<ManagedFields['fieldsV1']>;

const APP = 'k:{"name":"app"}';
const inApp = (fields: object): Tree => ({
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { [APP]: { '.': {}, ...fields } } } } },
});
const IMAGE = inApp({ 'f:image': {} });

const entry = (manager: string, fieldsV1: Tree, rest: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: 'Update',
  time: LATER,
  fieldsV1,
  ...rest,
});

const deployment = (managedFields: readonly ManagedFields[], metadata: Partial<ObjectMeta> = {}, image = 'app:2') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: 'web', creationTimestamp: CREATED, managedFields, ...metadata },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'app', image }] } } },
});

const edits = (raw: KubeObject, by: 'ArgoCD' | 'Flux' | 'Helm' = 'ArgoCD') => editsOf(raw, { by, id: 'shop' });
const managers = (raw: KubeObject, by?: 'ArgoCD' | 'Flux' | 'Helm') => edits(raw, by).map(({ manager }) => manager);

test('tells who wrote which fields, and when', (t) => {
  const replicas = { 'f:spec': { 'f:replicas': {} } };
  t.deepEqual(edits(deployment([entry('kubectl-edit', IMAGE), entry('argocd-controller', replicas)])), [
    {
      manager: 'kubectl-edit',
      operation: 'Update',
      time: LATER,
      fields: ['spec.template.spec.containers[name=app].image'],
    },
  ]);
});

test('fields are told as people write them, six of each edit at most', (t) => {
  const told = (tree: Tree) => edits(deployment([entry('kubectl-edit', tree)]))[0]?.fields;
  t.deepEqual(told({ 'f:data': { 'f:app.conf': {}, 'f:LEVEL': {} } }), ['data.LEVEL', 'data["app.conf"]']);
  t.deepEqual(told({ 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } } }), [
    'spec.ports[port=80,protocol=TCP].port',
  ]);
  t.deepEqual(told(inApp({})), ['spec.template.spec.containers[name=app]']);
  t.deepEqual(told({ 'f:spec': { 'f:names': { 'v:"s3cret"': {} } } }), ['spec.names[]']);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f:k${index}`, {}]));
  t.is(told({ 'f:data': many })?.length, 6);
});

test('GitOps controllers, Kubernetes itself and this operator edit nothing', (t) => {
  for (const manager of [
    'argocd-controller',
    'argocd-application-controller',
    'kustomize-controller',
    'helm-controller',
    'kube-controller-manager',
    'before-first-apply',
    'gitops-security-operator',
    'gitops-security-operator-neutralise',
    'gitops-security-operator/argocd/x',
  ])
    t.deepEqual(managers(deployment([entry(manager, IMAGE)])), [], manager);
  for (const manager of ['kubectl-edit', 'argocd-server', 'OpenAPI-Generator', 'helm', 'gitops-security-operator2'])
    t.deepEqual(managers(deployment([entry(manager, IMAGE)])), [manager], manager);
  t.deepEqual(managers(deployment([entry('helm', IMAGE), entry('Helm', IMAGE)]), 'Helm'), []);
});

test('status and autoscaling are no edits; scaling by hand is', (t) => {
  const replicas = { 'f:spec': { 'f:replicas': {} } };
  t.deepEqual(managers(deployment([entry('my-autoscaler', replicas, { subresource: 'scale' })])), []);
  t.deepEqual(managers(deployment([entry('kubectl', replicas, { subresource: 'scale' })])), ['kubectl']);
  t.deepEqual(managers(deployment([entry('kubectl-edit', replicas, { subresource: 'status' })])), []);
  t.deepEqual(managers(deployment([entry('x', { 'f:status': { 'f:replicas': {} } })])), []);
});

test('metadata is no edit, but a restart is, and labels of a Namespace are', (t) => {
  const annotations = { 'f:annotations': { '.': {}, 'f:kubectl.kubernetes.io/restartedAt': {} } };
  const labels = { 'f:metadata': { 'f:labels': { '.': {}, 'f:pod-security.kubernetes.io/enforce': {} } } };
  t.deepEqual(edits(deployment([entry('kubectl-annotate', { 'f:metadata': annotations })])), []);
  t.deepEqual(edits(deployment([entry('kubectl-label', labels)])), []);
  const restart = entry('kubectl-rollout', { 'f:spec': { 'f:template': { 'f:metadata': annotations } } });
  t.deepEqual(edits(deployment([restart]))[0]?.fields, [
    'spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]',
  ]);
  const namespace = { ...deployment([entry('kubectl-label', labels)]), kind: 'Namespace' };
  t.deepEqual(edits(namespace)[0]?.fields, ['metadata.labels["pod-security.kubernetes.io/enforce"]']);
  const annotated = { ...deployment([entry('x', { 'f:metadata': annotations })]), kind: 'Namespace' };
  t.deepEqual(edits(annotated), []);
});

test('a field that a GitOps controller owns, too, has the value of both', (t) => {
  const both = inApp({ 'f:image': {}, 'f:args': {} });
  const found = edits(deployment([entry('kubectl', both), entry('kustomize-controller', IMAGE)]), 'Flux');
  t.deepEqual(found[0]?.fields, ['spec.template.spec.containers[name=app].args']);
  t.deepEqual(edits(deployment([entry('kubectl', IMAGE), entry('argocd-controller', both)])), []);
  const atomic = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': {} } } } };
  t.deepEqual(edits(deployment([entry('kubectl', IMAGE), entry('argocd-controller', atomic)])), []);
});

test('what the object was made by was there before it was tracked', (t) => {
  const made = (time: string) => managers(deployment([entry('kubectl-create', IMAGE, { time })]));
  t.deepEqual(made(CREATED), []);
  t.deepEqual(made('2026-11-01T10:00:01Z'), []);
  t.deepEqual(made('2026-11-01T10:00:05Z'), ['kubectl-create']);
  t.deepEqual(made('never'), ['kubectl-create']);
});

test('what Argo CD last applied is what is in Git, whoever owns it', (t) => {
  const annotation = { 'f:metadata': { 'f:annotations': { [`f:${LAST_APPLIED}`]: {} } } };
  const applied = (image: string) =>
    JSON.stringify({ spec: { template: { spec: { containers: [{ image, name: 'app' }] } } } });
  const adopted = (manager: string, image: string, owner = 'argocd-controller') =>
    managers(
      deployment([entry(manager, IMAGE), entry(owner, annotation)], {
        annotations: { [LAST_APPLIED]: applied(image) },
      }),
    );
  t.deepEqual(adopted('kubectl-client-side-apply', 'app:2'), []);
  t.deepEqual(adopted('kubectl-client-side-apply', 'app:1'), ['kubectl-client-side-apply']);
  t.deepEqual(adopted('kubectl-edit', 'app:1'), ['kubectl-edit']);
  t.deepEqual(adopted('kubectl-edit', 'app:2', 'kubectl-client-side-apply'), ['kubectl-edit']);

  const defaulted = { 'f:spec': { 'f:progressDeadlineSeconds': {} } };
  const added = (manager: string) =>
    managers(
      deployment([entry(manager, defaulted), entry('argocd-controller', annotation)], {
        annotations: { [LAST_APPLIED]: applied('app:2') },
      }),
    );
  t.deepEqual(added('kubectl-client-side-apply'), []);
  t.deepEqual(added('kubectl-patch'), ['kubectl-patch']);
});

test('the data of a Secret is not looked at', (t) => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    data: { password: 'czNjcmV0' },
    metadata: {
      name: 'db',
      annotations: { [LAST_APPLIED]: '{"data":{"password":"czNjcmV0"}}' },
      managedFields: [
        entry('argocd-controller', { 'f:metadata': { 'f:annotations': { [`f:${LAST_APPLIED}`]: {} } } }),
        entry('kubectl-edit', { 'f:data': { 'f:password': {} } }),
      ],
    },
  };
  t.deepEqual(edits(secret)[0]?.fields, ['data.password']);
});

test('nothing that managedFields hold makes it throw, or take long', (t) => {
  const step = fc.constantFrom('f:spec', 'k:{"a":1}', 'k:nonsense', 'v:{', 'i:0', '.', 'f:', 'x', 'f:__proto__');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 6 }, fc.jsonValue(), fc.dictionary(step, tie('tree'), { maxKeys: 3 })),
  }));
  const time = fc.constantFrom(LATER, 'x', null, 7);
  const managed = fc.array(
    fc.record({ manager: fc.constantFrom('kubectl', 'argocd-controller', 3), time, fieldsV1: tree }),
  );
  fc.assert(
    fc.property(fc.oneof(managed, fc.jsonValue()), fc.jsonValue(), (managedFields, annotations) => {
      edits({
        apiVersion: 'v1',
        kind: 'X',
        metadata: { name: 'x', managedFields, annotations },
      } as unknown as KubeObject);
    }),
  );
  let deep: Tree = {};
  for (let i = 0; i < 100_000; i += 1) deep = { 'f:a': deep };
  t.is(edits(deployment([entry('kubectl', { 'f:spec': deep })])).length, 1);
});
