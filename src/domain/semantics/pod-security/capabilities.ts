import type { Capabilities } from '../../audit/subjects.ts';
import { type Fault, type Field, inContainers, isWindows, type Judged, shown } from './fault.ts';

/** Controls of capabilities. Names are compared as they are written, as upstream does: `all` is not `ALL`. */

const DEFAULTS: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

function added({ add = [] }: Capabilities, mayAdd: (name: string) => boolean): Field | undefined {
  const values = add.filter((name) => !mayAdd(name));
  const [first] = values;
  if (first === undefined) return undefined;
  return {
    path: `securityContext.capabilities.add[${add.indexOf(first)}]`,
    values: values.map((name) => `adds ${shown(name)}`),
  };
}

/** Source: k8s.io/pod-security-admission policy/check_capabilities_baseline.go. */
export const capabilitiesBaseline = ({ pod }: Judged): Fault[] =>
  inContainers(pod, ({ securityContext }) => added(securityContext?.capabilities ?? {}, (name) => DEFAULTS.has(name)));

function unrestricted(capabilities: Capabilities): Field | undefined {
  const more = added(capabilities, (name) => name === 'NET_BIND_SERVICE');
  if (capabilities.drop?.includes('ALL') === true) return more;
  return { path: 'securityContext.capabilities.drop', values: ['does not drop ALL', ...(more?.values ?? [])] };
}

/** Source: k8s.io/pod-security-admission policy/check_capabilities_restricted.go. */
export const capabilitiesRestricted = ({ pod }: Judged, minor: number): Fault[] =>
  minor >= 25 && isWindows(pod)
    ? []
    : inContainers(pod, ({ securityContext }) => unrestricted(securityContext?.capabilities ?? {}));
