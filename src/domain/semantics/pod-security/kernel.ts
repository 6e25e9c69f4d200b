import { type Fault, hasOwnUsers, inContainers, inSecurityContexts, type Judged, shown } from './fault.ts';

/** Controls of SELinux, /proc and sysctls. Source: k8s.io/pod-security-admission policy/check_{seLinux,procMount,sysctls}*.go. */

const SELINUX_TYPES: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);
const SELINUX_SINCE: ReadonlyMap<string, number> = new Map([['container_engine_t', 31]]);

export const seLinuxOptions = ({ pod }: Judged, minor: number): Fault[] =>
  inSecurityContexts(pod, ({ seLinuxOptions: { type = '', user, role } = {} }) => {
    const isSafe = SELINUX_TYPES.has(type) || minor >= (SELINUX_SINCE.get(type) ?? Infinity);
    const values = [
      ...(isSafe ? [] : [`type ${shown(type)}`]),
      ...(user === undefined ? [] : ['user']),
      ...(role === undefined ? [] : ['role']),
    ];
    const [first] = values;
    return first === undefined ? undefined : { path: `seLinuxOptions.${first.split(' ', 1)[0] ?? ''}`, values };
  });

/** Whatever the pod's user namespace is. */
export const procMount = ({ pod }: Judged): Fault[] =>
  inContainers(pod, ({ securityContext }) => {
    const mount = securityContext?.procMount ?? 'Default';
    return mount === 'Default' ? undefined : { path: 'securityContext.procMount', values: [shown(mount)] };
  });

export const procMountBaseline = (judged: Judged, minor: number): Fault[] =>
  minor >= 35 && hasOwnUsers(judged.pod) ? [] : procMount(judged);

/** Sysctls that a pod may set, by the minor version since when. */
const SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

export const sysctls = ({ pod }: Judged, minor: number): Fault[] =>
  (pod.securityContext?.sysctls ?? []).flatMap(({ name }, index) =>
    minor >= (SYSCTLS.get(name) ?? Infinity)
      ? []
      : { path: `spec.securityContext.sysctls[${index}]`, values: [shown(name)] },
  );
