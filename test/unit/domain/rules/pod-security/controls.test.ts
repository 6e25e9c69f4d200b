import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { POD_SECURITY } from '../../../../../src/domain/rules/pod-security/index.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { wrapped } from '../../semantics/pod-security/wrapped.ts';
import { confined, deployment } from './pods.ts';

const found = (id: string, objects: readonly KubeObject[], audit: object = {}) =>
  judge(`pod-security/${id}`, { objects, audit }).map(({ path, message, severity }) => ({ path, message, severity }));

const RESTRICTED = { podSecurity: 'restricted' };

/** Every control fails in it, but for those that leave out pods with a user namespace of their own, or for Windows. */
const WORST = deployment(
  {
    name: 'app',
    ports: [{ containerPort: 80, hostPort: 80 }],
    livenessProbe: { httpGet: { host: '127.0.0.1' } },
    securityContext: {
      privileged: true,
      procMount: 'Unmasked',
      runAsUser: 0,
      capabilities: { add: ['SYS_ADMIN'] },
      appArmorProfile: { type: 'Unconfined' },
      seccompProfile: { type: 'Unconfined' },
      seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r' },
      windowsOptions: { hostProcess: true },
    },
  },
  {
    hostNetwork: true,
    volumes: [{ name: 'root', hostPath: {} }],
    securityContext: { sysctls: [{ name: 'kernel.msgmax' }] },
  },
);

const controls = POD_SECURITY.filter(({ mapping }) => mapping.pss !== undefined);

const asked = (audit: object): string[] =>
  controls
    .filter(({ id }) => judge(id, { objects: [WORST], audit }).length > 0)
    .map(({ id }) => id.split('/')[1] ?? '');

const BASELINE = [
  'privileged',
  'host-namespaces',
  'host-path-volumes',
  'host-ports',
  'windows-host-processes',
  'capabilities-baseline',
  'proc-mount',
  'app-armor-profile',
  'se-linux-options',
  'seccomp-profile-baseline',
  'sysctls',
  'host-probes-and-lifecycle',
];
const OVERRIDDEN = ['host-path-volumes', 'capabilities-baseline', 'proc-mount', 'seccomp-profile-baseline'];
const RESTRICTED_ALONE = [
  'allow-privilege-escalation',
  'capabilities-restricted',
  'proc-mount-restricted',
  'restricted-volumes',
  'run-as-non-root',
  'run-as-user',
  'seccomp-profile-restricted',
];

test('a level asks for its own controls, and those of the level below that it does not override', (t) => {
  t.deepEqual(asked({ podSecurity: 'privileged' }), []);
  t.deepEqual(asked({ podSecurity: 'baseline' }), BASELINE);
  const kept = BASELINE.filter((name) => !OVERRIDDEN.includes(name));
  t.deepEqual(asked(RESTRICTED), [...kept, ...RESTRICTED_ALONE]);
  t.is(controls.length, BASELINE.length + RESTRICTED_ALONE.length);
});

test('a version asks for the controls that it has', (t) => {
  const at = (podSecurityVersion: string) => asked({ ...RESTRICTED, podSecurityVersion });
  t.false(asked({ podSecurityVersion: 'v1.33' }).includes('host-probes-and-lifecycle'));
  t.true(asked({ podSecurityVersion: 'v1.34' }).includes('host-probes-and-lifecycle'));
  t.false(at('v1.7').includes('allow-privilege-escalation'));
  t.true(at('v1.8').includes('allow-privilege-escalation'));
  t.true(at('v1.34').includes('proc-mount') && !at('v1.34').includes('proc-mount-restricted'));
  t.true(at('v1.35').includes('proc-mount-restricted') && !at('v1.35').includes('proc-mount'));
  t.deepEqual(at('v1.999'), at('latest'));
});

test('one finding for all containers of a pod, at the first of their fields', (t) => {
  const bad = { securityContext: { privileged: true } };
  const pod = {
    initContainers: [{ name: 'setup' }, { name: 'sidecar', ...bad }],
    containers: [{ name: 'app', ...bad }, { name: 'web' }],
    ephemeralContainers: [{ name: 'debug', ...bad }],
  };
  const [finding, ...more] = found('privileged', [deployment({}, pod)]);
  t.deepEqual(more, []);
  t.is(finding?.path, 'spec.template.spec.initContainers[1].securityContext.privileged');
  t.is(finding?.message, 'Runs privileged: containers "sidecar", "app", "debug".');
});

test('a path begins where the pod of the kind is', (t) => {
  const raw = object(['v1', 'Pod', 'app'], { spec: { hostIPC: true, hostPID: true } });
  const [finding] = found('host-namespaces', [raw]);
  t.is(finding?.path, 'spec.hostPID');
  t.is(finding?.message, 'Shares namespaces of the node: hostPID, hostIPC.');
  t.is(found('host-namespaces', [wrapped('CronJob', raw)])[0]?.path, 'spec.jobTemplate.spec.template.spec.hostPID');
  t.is(found('host-namespaces', [wrapped('PodTemplate', raw)])[0]?.path, 'template.spec.hostPID');
});

test('what is wrong with whom is said by value', (t) => {
  const add = (name: string, ...names: string[]) => ({ name, securityContext: { capabilities: { add: names } } });
  const containers = [add('a', 'NET_RAW', 'SYS_TIME'), add('b', 'NET_RAW'), add('c', 'CHOWN')];
  t.deepEqual(found('capabilities-baseline', [deployment({}, { containers })]), [
    {
      path: 'spec.template.spec.containers[0].securityContext.capabilities.add[0]',
      message:
        'Has capabilities that the standard does not permit: adds NET_RAW (containers "a", "b"); adds SYS_TIME (container "a").',
      severity: 'medium',
    },
  ]);
});

test('a pod and its containers are both named', (t) => {
  const profile = { appArmorProfile: { type: 'Unconfined' } };
  const annotations = { 'container.apparmor.security.beta.kubernetes.io/old': 'unconfined' };
  const raw = deployment({ securityContext: profile }, { securityContext: profile }, { annotations });
  t.deepEqual(found('app-armor-profile', [raw]), [
    {
      path: 'spec.template.spec.securityContext.appArmorProfile.type',
      message:
        'Has an AppArmor profile other than RuntimeDefault or Localhost: Unconfined (the pod, container "app"); by annotation (container "old").',
      severity: 'medium',
    },
  ]);
});

test('annotations of AppArmor that change nothing are right', (t) => {
  for (const value of ['', 'runtime/default', 'localhost/mine']) {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/app': value };
    t.deepEqual(found('app-armor-profile', [deployment({}, {}, { annotations })]), [], value);
  }
});

test('a long list is cut, and a text that is no word is quoted on one line', (t) => {
  const containers = Array.from({ length: 100 }, (_, index) => ({
    name: `app-${index}`,
    securityContext: { seLinuxOptions: { type: 'a\nb"' } },
  }));
  const [finding] = found('se-linux-options', [deployment({}, { containers })]);
  t.is(finding?.message.length, 256);
  t.regex(finding?.message ?? '', /: type "a\\nb\\"" \(containers "app-0", "app-1".*…$/);
});

test('capabilities are as bad as the worst that is added', (t) => {
  const severity = (...add: string[]) =>
    found('capabilities-restricted', [confined({ capabilities: { add, drop: ['ALL'] } })], RESTRICTED)[0]?.severity;
  t.is(severity('NET_BIND_SERVICE'), undefined);
  t.is(severity('CHOWN'), 'medium');
  t.is(severity('CHOWN', 'SYS_ADMIN'), 'high');
  t.is(severity('ALL'), 'high');
  t.is(found('capabilities-restricted', [confined({})], RESTRICTED)[0]?.severity, 'low');
});

test('at the level restricted, files of the node are as bad as they are at baseline, and seccomp off is worse than not set', (t) => {
  t.is(found('restricted-volumes', [WORST], RESTRICTED)[0]?.severity, 'high');
  t.is(found('seccomp-profile-restricted', [WORST], RESTRICTED)[0]?.severity, 'medium');
  t.is(found('seccomp-profile-restricted', [deployment()], RESTRICTED)[0]?.severity, 'low');
});

test('seccomp is read from annotations before v1.19', (t) => {
  const raw = deployment({}, {}, { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } });
  const [finding] = found('seccomp-profile-baseline', [raw], { podSecurityVersion: 'v1.18' });
  t.is(finding?.path, 'spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]');
  t.deepEqual(found('seccomp-profile-baseline', [raw], { podSecurityVersion: 'v1.19' }), []);
});
