import type { Protocol } from '../../../api/kube.ts';
import type { Fields } from '../../semantics/unknown.ts';
import type { AuditedContainer } from '../subjects.ts';
import { readSecurityContext } from './pod-security-context.ts';
import { defined, listOf, numberOf, objectOf, textOf } from './pod-values.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HANDLERS = ['postStart', 'preStop'];
const ACTIONS = ['httpGet', 'tcpSocket'];

const protocolOf = (value: unknown): Protocol | undefined =>
  value === 'TCP' || value === 'UDP' || value === 'SCTP' ? value : undefined;

/** `undefined` in place of an empty list. */
const orNone = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

function portOf(entry: unknown): NonNullable<AuditedContainer['ports']>[number] {
  const { name, containerPort, protocol, hostPort } = objectOf(entry);
  return {
    containerPort: numberOf(containerPort) ?? 0,
    ...defined({ name: textOf(name), protocol: protocolOf(protocol), hostPort: numberOf(hostPort) || undefined }),
  };
}

const hostsIn = (path: string, action: Fields): string[] =>
  ACTIONS.filter((name) => textOf(objectOf(action[name])['host']) !== undefined).map((name) => `${path}.${name}.host`);

function hostsOf(container: Fields): string[] {
  const { lifecycle } = container;
  return [
    ...PROBES.flatMap((name) => hostsIn(name, objectOf(container[name]))),
    ...(lifecycle === undefined
      ? []
      : HANDLERS.flatMap((name) => hostsIn(`lifecycle.${name}`, objectOf(objectOf(lifecycle)[name])))),
  ];
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function secretEnvOf({ env, envFrom }: Fields): string[] {
  const single = listOf(env).map((entry) => objectOf(objectOf(entry)['valueFrom'])['secretKeyRef']);
  const whole = listOf(envFrom).map((entry) => objectOf(entry)['secretRef']);
  return [
    ...single.flatMap((ref, index) => (isThere(ref) ? `env[${index}]` : [])),
    ...whole.flatMap((ref, index) => (isThere(ref) ? `envFrom[${index}]` : [])),
  ];
}

/** Whether `resources` of a container or a pod limits its memory. */
export const limitsMemory = (resources: unknown): true | undefined =>
  isThere(objectOf(objectOf(resources)['limits'])['memory']) || undefined;

/** What is kept of a container of any of the three lists of a pod. */
export function readContainer(value: unknown): AuditedContainer {
  const from = objectOf(value);
  return {
    name: textOf(from['name']) ?? '',
    ...defined({
      image: textOf(from['image']),
      securityContext: readSecurityContext(from['securityContext']),
      ports: orNone(listOf(from['ports']).map(portOf)),
      hosts: orNone(hostsOf(from)),
      secretEnv: orNone(secretEnvOf(from)),
      hasLimits: limitsMemory(from['resources']),
    }),
  };
}
