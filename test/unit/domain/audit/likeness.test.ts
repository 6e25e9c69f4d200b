import test from 'ava';
import type { KubeObject } from '../../../../src/api/kube.ts';
import { likenessOf } from '../../../../src/domain/audit/read/pod-likeness.ts';
import { readWorkload } from '../../../../src/domain/audit/read/workload.ts';
import { object } from '../rules/case.ts';
import { wrapped } from '../semantics/pod-security/wrapped.ts';

const pod = (spec: object, metadata: object = {}): KubeObject => object(['v1', 'Pod', 'app'], { spec }, metadata);

const APP = { name: 'app', image: 'nginx:1.29' };
const KEY = 'container.apparmor.security.beta.kubernetes.io/app';

const likeness = (raw: KubeObject): string => readWorkload(raw).likeness;

/** What of a template, and what the API server and its admission make of it in a Pod. */
const SAME: readonly (readonly [what: string, template: KubeObject, stored: KubeObject])[] = [
  [
    'a token and a node',
    pod({ containers: [APP] }),
    pod({
      containers: [{ ...APP, securityContext: {}, volumeMounts: [{ name: 'kube-api-access-x' }] }],
      volumes: [{ name: 'kube-api-access-x', projected: {} }],
      serviceAccountName: 'default',
      serviceAccount: 'default',
      securityContext: {},
      nodeName: 'node-1',
      tolerations: [{ key: 'node.kubernetes.io/not-ready' }],
    }),
  ],
  [
    'ports of the network of the node',
    pod({ hostNetwork: true, containers: [{ ...APP, ports: [{ containerPort: 80 }] }] }),
    pod({ hostNetwork: true, containers: [{ ...APP, ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] }),
  ],
  [
    'limits of a LimitRange',
    pod({ containers: [APP] }),
    pod({ containers: [{ ...APP, resources: { limits: { memory: '1Gi' } } }] }),
  ],
  [
    'claims of a StatefulSet',
    pod({ containers: [APP], volumes: [{ name: 'tmp', emptyDir: {} }] }),
    pod({
      containers: [APP],
      volumes: [
        { name: 'data', persistentVolumeClaim: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    }),
  ],
  [
    'an annotation of AppArmor by a field of the pod',
    pod({ containers: [APP], securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
    pod(
      { containers: [APP], securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } },
      { annotations: { [KEY]: 'runtime/default' } },
    ),
  ],
  [
    'a field of AppArmor by an annotation',
    pod({ containers: [APP] }, { annotations: { [KEY]: 'localhost/mine' } }),
    pod(
      {
        containers: [{ ...APP, securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'mine' } } }],
      },
      { annotations: { [KEY]: 'localhost/mine' } },
    ),
  ],
];

for (const [what, template, stored] of SAME)
  test(`a Pod is like its template: ${what}`, (t) => {
    t.is(likeness(stored), likeness(wrapped('StatefulSet', template)));
  });

const CHANGED: Readonly<Record<string, KubeObject>> = {
  'another image': pod({ containers: [{ ...APP, image: 'nginx:1.30' }] }),
  'another name': pod({ containers: [{ ...APP, name: 'web' }] }),
  'a container for debugging': pod({ containers: [APP], ephemeralContainers: [{ name: 'debug' }] }),
  'another list': pod({ initContainers: [APP] }),
  privileges: pod({ containers: [{ ...APP, securityContext: { privileged: true } }] }),
  'the network of the node': pod({ hostNetwork: true, containers: [APP] }),
  'a volume of the node': pod({ containers: [APP], volumes: [{ name: 'kube-api-access-x', hostPath: {} }] }),
  'another projected volume': pod({ containers: [APP], volumes: [{ name: 'token', projected: {} }] }),
  'an account': pod({ containers: [APP], serviceAccountName: 'app' }),
  'a token': pod({ containers: [APP], automountServiceAccountToken: false }),
  'a port of the node': pod({ containers: [{ ...APP, ports: [{ containerPort: 80, hostPort: 80 }] }] }),
  'a port': pod({ containers: [{ ...APP, ports: [{ containerPort: 80 }] }] }),
  'a probe of a host': pod({ containers: [{ ...APP, livenessProbe: { httpGet: { host: 'a' } } }] }),
  'a variable from a Secret': pod({ containers: [{ ...APP, envFrom: [{ secretRef: {} }] }] }),
  'AppArmor by annotation': pod({ containers: [APP] }, { annotations: { [KEY]: 'unconfined' } }),
  'AppArmor of no container': pod({ containers: [APP] }, { annotations: { [`${KEY}-2`]: 'unconfined' } }),
  'AppArmor by field': pod({ containers: [{ ...APP, securityContext: { appArmorProfile: {} } }] }),
  'AppArmor by a field that is right and an annotation that is not': pod(
    { containers: [{ ...APP, securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }] },
    { annotations: { [KEY]: 'unconfined' } },
  ),
  'AppArmor by a field that is right': pod({
    containers: [{ ...APP, securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }],
  }),
  'seccomp by annotation': pod(
    { containers: [APP] },
    { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': '' } },
  ),
};

test('each change that a rule may see makes another likeness', (t) => {
  const all = [pod({ containers: [APP] }), ...Object.values(CHANGED)].map(likeness);
  const names = ['nothing', ...Object.keys(CHANGED)];
  for (const [index, one] of all.entries()) t.is(names[all.indexOf(one)], names[index]);
});

const exposing = (podPath: string, ...paths: readonly string[]): string => {
  const { pod: read, podAnnotations } = readWorkload(pod({ containers: [APP] }));
  const exposed = paths.map((path) => ({ path, family: 'aws-access-key' }));
  return likenessOf({ pod: read, podAnnotations, podPath, exposed });
};

test('credentials count by where they are in the pod, and those outside of it do not', (t) => {
  const inPod = exposing('spec', 'spec.containers[0].env[0].value');
  const inTemplate = 'spec.template.spec.containers[0].env[0].value';
  t.is(exposing('spec.template.spec', inTemplate), inPod);
  t.is(exposing('spec.template.spec', inTemplate, 'metadata.annotations[note]'), inPod);
  t.not(exposing('spec'), inPod);
  t.not(exposing('spec', 'spec.containers[0].env[1].value'), inPod);
  t.is(
    exposing('spec.template.spec', 'spec.template.metadata.annotations[note]'),
    exposing('spec', 'metadata.annotations[note]'),
  );
});
