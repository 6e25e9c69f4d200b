import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../src/api/kube.ts';
import { readWorkload } from '../../../../src/domain/audit/read/workload.ts';
import { object } from '../rules/case.ts';
import { CONTROLLERS, wrapped } from '../semantics/pod-security/wrapped.ts';

const PATHS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template.spec',
  CronJob: 'spec.jobTemplate.spec.template.spec',
};

const pod = (spec: object, metadata: object = {}): KubeObject => object(['v1', 'Pod', 'app'], { spec }, metadata);

for (const kind of ['Pod', ...CONTROLLERS])
  test(`${kind}: its pod is found, with its labels`, (t) => {
    const raw = pod({ containers: [{ name: 'app' }] }, { labels: { app: 'shop' } });
    const read = readWorkload(kind === 'Pod' ? raw : wrapped(kind, raw));
    t.is(read.podPath, PATHS[kind] ?? 'spec.template.spec');
    t.deepEqual(
      read.pod.containers.map(({ name }) => name),
      ['app'],
    );
    t.deepEqual(read.podLabels, { app: 'shop' });
  });

test('of a pod, what rules read is kept', (t) => {
  const context = {
    privileged: true,
    runAsUser: 0,
    procMount: 'Unmasked',
    capabilities: { add: ['CHOWN'], drop: ['ALL'] },
  };
  const read = readWorkload(
    pod({
      hostPID: true,
      hostUsers: false,
      os: { name: 'linux' },
      serviceAccount: 'app',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, sysctls: [{ name: 'a', value: '1' }], seccompProfile: {} },
      volumes: [
        { name: 'a' },
        { name: 'b', emptyDir: {}, hostPath: { path: '/' } },
        { name: 'c', emptyDir: null, nfs: {} },
      ],
      containers: [
        {
          name: 'app',
          image: 'nginx',
          securityContext: context,
          ports: [{ name: 'web', containerPort: 80, protocol: 'TCP', hostPort: 8080 }],
          resources: { limits: { memory: '1Gi' } },
        },
      ],
    }),
  ).pod;
  t.deepEqual(read, {
    initContainers: [],
    containers: [
      {
        name: 'app',
        image: 'nginx',
        securityContext: context,
        ports: [{ containerPort: 80, name: 'web', protocol: 'TCP', hostPort: 8080 }],
        hasLimits: true,
      },
    ],
    ephemeralContainers: [],
    volumes: [
      { name: 'a', type: 'emptyDir' },
      { name: 'b', type: 'hostPath' },
      { name: 'c', type: 'nfs' },
    ],
    hostPID: true,
    hostUsers: false,
    os: { name: 'linux' },
    serviceAccountName: 'app',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: {}, sysctls: [{ name: 'a' }] },
  });
});

test('what says nothing is left out', (t) => {
  const nothing = {
    securityContext: { capabilities: {}, seLinuxOptions: {}, procMount: 'Default' },
    ports: [],
    env: [],
  };
  const read = readWorkload(
    pod({ hostNetwork: false, securityContext: {}, containers: [{ name: 'app', ...nothing }] }),
  );
  const { containers, ...rest } = read.pod;
  t.deepEqual(containers, [{ name: 'app' }]);
  t.deepEqual(rest, { initContainers: [], ephemeralContainers: [], volumes: [] });
  t.false('controller' in read || 'replicas' in read);
});

test('hosts of probes and handlers, and variables from Secrets, are kept by their path', (t) => {
  const container = {
    name: 'app',
    livenessProbe: { httpGet: { host: 'example.com' } },
    readinessProbe: { tcpSocket: { host: '' } },
    startupProbe: { tcpSocket: { host: '127.0.0.1' } },
    lifecycle: { postStart: { exec: {} }, preStop: { httpGet: { host: 'example.com' } } },
    env: [
      { name: 'A', value: 'a' },
      { name: 'B', valueFrom: { secretKeyRef: {} } },
    ],
    envFrom: [{ configMapRef: {} }, { secretRef: {} }],
  };
  const { hosts, secretEnv } = readWorkload(pod({ initContainers: [container] })).pod.initContainers[0] ?? { name: '' };
  t.deepEqual(hosts, ['livenessProbe.httpGet.host', 'startupProbe.tcpSocket.host', 'lifecycle.preStop.httpGet.host']);
  t.deepEqual(secretEnv, ['env[1]', 'envFrom[1]']);
});

test('a memory limit of the pod is one of each container', (t) => {
  const read = readWorkload(pod({ containers: [{ name: 'app' }], resources: { limits: { memory: '1Gi' } } }));
  t.true(read.pod.containers[0]?.hasLimits);
});

test('annotations other than those of AppArmor and seccomp are not kept', (t) => {
  const kept = {
    'container.apparmor.security.beta.kubernetes.io/app': 'unconfined',
    'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
    'container.seccomp.security.alpha.kubernetes.io/app': 'unconfined',
  };
  t.deepEqual(readWorkload(pod({}, { annotations: { ...kept, note: 'x' } })).podAnnotations, kept);
});

test('the owner that controls it, and the replicas of kinds that have them', (t) => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'app-1', uid: '1' };
  const owners = [
    { ...owner, kind: 'Other' },
    { ...owner, controller: true, blockOwnerDeletion: true },
  ];
  t.deepEqual(readWorkload(pod({}, { ownerReferences: owners })).controller, {
    kind: 'ReplicaSet',
    name: 'app-1',
    uid: '1',
  });
  t.is(readWorkload(object(['apps/v1', 'Deployment', 'app'], { spec: { replicas: 0 } })).replicas, 0);
});

test('values of variables and commands are not kept', (t) => {
  const container = { name: 'app', env: [{ name: 'A', value: 'CANARY-1' }], args: ['CANARY-2'], command: ['CANARY-3'] };
  const text = JSON.stringify(readWorkload(pod({ containers: [container] }, { annotations: { note: 'CANARY-4' } })));
  t.notRegex(text, /CANARY/);
});

const json = fc.jsonValue({ maxDepth: 6 });
const fields = [
  'containers volumes securityContext env envFrom ports livenessProbe lifecycle httpGet preStop template spec metadata',
  'annotations labels jobTemplate valueFrom capabilities add drop sysctls seLinuxOptions seccompProfile resources limits',
].flatMap((line) => line.split(' '));
const shaped = fc.letrec<{ tree: unknown; node: object }>((tie) => ({
  tree: fc.oneof({ maxDepth: 8 }, json, tie('node'), fc.array(tie('tree'), { maxLength: 2 })),
  node: fc.dictionary(fc.constantFrom(...fields), tie('tree'), { maxKeys: 4 }),
})).node;

test('nothing that an object holds makes it throw', (t) => {
  const kinds = fc.constantFrom('Pod', ...CONTROLLERS);
  const property = fc.property(kinds, shaped, shaped, json, (kind, rest, metadata, ownerReferences) => {
    const raw = { ...rest, apiVersion: 'v1', kind, metadata: { ...metadata, ownerReferences, name: 'app' } };
    const read = readWorkload(raw as unknown as KubeObject);
    return read.likeness.length === 22 && read.podPath === (PATHS[kind] ?? 'spec.template.spec');
  });
  t.notThrows(() => fc.assert(property, { numRuns: 2000 }));
});
