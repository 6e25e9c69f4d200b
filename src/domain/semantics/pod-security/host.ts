import { type Fault, inContainers, inSecurityContexts, type Judged } from './fault.ts';

/** Controls of what the node has and a pod should not get at. Source: k8s.io/pod-security-admission policy/check_*.go. */

export const privileged = ({ pod }: Judged): Fault[] =>
  inContainers(pod, ({ securityContext }) =>
    securityContext?.privileged === true ? { path: 'securityContext.privileged' } : undefined,
  );

const HOST_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

export const hostNamespaces = ({ pod }: Judged): Fault[] =>
  HOST_NAMESPACES.filter((name) => pod[name] === true).map((name) => ({ path: `spec.${name}`, values: [name] }));

export const hostPorts = ({ pod }: Judged): Fault[] =>
  inContainers(pod, ({ ports = [] }) => {
    const values = ports.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : String(hostPort)));
    const first = ports.findIndex(({ hostPort = 0 }) => hostPort !== 0);
    return first < 0 ? undefined : { path: `ports[${first}].hostPort`, values };
  });

export const windowsHostProcess = ({ pod }: Judged): Fault[] =>
  inSecurityContexts(pod, ({ windowsOptions }) =>
    windowsOptions?.hostProcess === true ? { path: 'windowsOptions.hostProcess' } : undefined,
  );

export const hostProbes = ({ pod }: Judged): Fault[] =>
  inContainers(pod, ({ hosts = [] }) => {
    const [path] = hosts;
    return path === undefined ? undefined : { path, values: hosts };
  });
