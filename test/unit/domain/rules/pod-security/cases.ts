import type { Labels } from '../../../../../src/api/kube.ts';
import { type CasesById, object, type RuleCases } from '../case.ts';
import { confined, deployment } from './pods.ts';

type Deployed = ReturnType<typeof deployment>;

const pair = (fails: Deployed, passes: Deployed, audit: object = {}): RuleCases => ({
  fails: { objects: [fails], audit },
  passes: { objects: [passes], audit },
});

const RESTRICTED = { podSecurity: 'restricted' };

const namespace = (labels: Labels) => object(['v1', 'Namespace', 'shop'], {}, { namespace: undefined, labels });

const controls: CasesById = {
  'pod-security/privileged': pair(confined({ privileged: true }), confined({ privileged: false })),
  'pod-security/host-namespaces': pair(deployment({}, { hostPID: true }), deployment()),
  'pod-security/host-path-volumes': pair(
    deployment({}, { volumes: [{ name: 'run', hostPath: { path: '/run' } }] }),
    deployment({}, { volumes: [{ name: 'run', emptyDir: {} }] }),
  ),
  'pod-security/host-ports': pair(
    deployment({ ports: [{ containerPort: 80, hostPort: 80 }] }),
    deployment({ ports: [{ containerPort: 80 }] }),
  ),
  'pod-security/windows-host-processes': pair(
    confined({ windowsOptions: { hostProcess: true } }),
    confined({ windowsOptions: { hostProcess: false } }),
  ),
  'pod-security/capabilities-baseline': pair(
    confined({ capabilities: { add: ['NET_RAW'] } }),
    confined({ capabilities: { add: ['CHOWN'] } }),
  ),
  'pod-security/proc-mount': pair(confined({ procMount: 'Unmasked' }), confined({ procMount: 'Default' })),
  'pod-security/app-armor-profile': pair(
    confined({ appArmorProfile: { type: 'Unconfined' } }),
    confined({ appArmorProfile: { type: 'RuntimeDefault' } }),
  ),
  'pod-security/se-linux-options': pair(
    confined({ seLinuxOptions: { type: 'spc_t' } }),
    confined({ seLinuxOptions: { type: 'container_t' } }),
  ),
  'pod-security/seccomp-profile-baseline': pair(
    confined({ seccompProfile: { type: 'Unconfined' } }),
    confined({ seccompProfile: { type: 'RuntimeDefault' } }),
  ),
  'pod-security/sysctls': pair(
    deployment({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    deployment({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } }),
  ),
  'pod-security/host-probes-and-lifecycle': pair(
    deployment({ livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } } }),
    deployment({ livenessProbe: { httpGet: { port: 80 } } }),
  ),
};

const restrictedControls: CasesById = {
  'pod-security/allow-privilege-escalation': pair(
    confined({}),
    confined({ allowPrivilegeEscalation: false }),
    RESTRICTED,
  ),
  'pod-security/capabilities-restricted': pair(
    confined({ capabilities: { drop: ['NET_RAW'] } }),
    confined({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    RESTRICTED,
  ),
  'pod-security/proc-mount-restricted': pair(
    confined({ procMount: 'Unmasked' }, { hostUsers: false }),
    confined({}, { hostUsers: false }),
    RESTRICTED,
  ),
  'pod-security/restricted-volumes': pair(
    deployment({}, { volumes: [{ name: 'data', nfs: { server: 'nfs.example', path: '/' } }] }),
    deployment({}, { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }),
    RESTRICTED,
  ),
  'pod-security/run-as-non-root': pair(
    deployment(),
    deployment({}, { securityContext: { runAsNonRoot: true } }),
    RESTRICTED,
  ),
  'pod-security/run-as-user': pair(confined({ runAsUser: 0 }), confined({ runAsUser: 1000 }), RESTRICTED),
  'pod-security/seccomp-profile-restricted': pair(
    deployment(),
    deployment({}, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    RESTRICTED,
  ),
  'pod-security/net-raw': pair(
    confined({ capabilities: { drop: ['CHOWN'] } }),
    confined({ capabilities: { drop: ['NET_RAW'] } }),
    RESTRICTED,
  ),
  'pod-security/read-only-root-filesystem': pair(deployment(), confined({ readOnlyRootFilesystem: true }), RESTRICTED),
};

const others: CasesById = {
  'pod-security/namespace-level': pair(namespace({}), namespace({ 'pod-security.kubernetes.io/enforce': 'baseline' })),
  'pod-security/service-account-token': pair(deployment(), deployment({}, { automountServiceAccountToken: false })),
  'pod-security/secret-env': pair(
    deployment({ env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'app', key: 'token' } } }] }),
    deployment({ env: [{ name: 'MODE', value: 'fast' }] }),
  ),
  'pod-security/memory-limit': pair(deployment(), deployment({ resources: { limits: { memory: '64Mi' } } })),
  'pod-security/default-namespace': pair(
    object(['v1', 'Pod', 'app'], { spec: { containers: [] } }, { namespace: 'default' }),
    object(['v1', 'Pod', 'app'], { spec: { containers: [] } }),
  ),
};

export const cases: CasesById = { ...controls, ...restrictedControls, ...others };
