import type { Pod } from './pods.ts';
import { DIGITS, LETTERS, type Random } from './random.ts';

/** What is wrong with a workload that is at fault, each in turn. */
type Fault = (pod: Pod, random: Random) => Pod;

const withFirst = (pod: Pod, change: (first: object) => object): Pod => ({
  ...pod,
  containers: pod.containers.map((entry, index) => (index === 0 ? change(entry) : entry)),
});

const inFirst =
  (fields: object): Fault =>
  (pod) =>
    withFirst(pod, (first) => ({ ...first, ...fields }));

const add = (pod: Pod, variable: object): Pod =>
  withFirst(pod, (first) => ({ ...first, env: [...(first as { env: object[] }).env, variable] }));

/** A password as a generator makes it. */
export const password = (random: Random): string => random.text(24, LETTERS + DIGITS);

/** Against the Pod Security Standards: a namespace that enforces them lets no such Pod in, but workloads. */
const INSECURE: readonly Fault[] = [
  inFirst({ securityContext: { privileged: true } }),
  (pod) => ({ ...pod, hostNetwork: true, hostPID: true }),
  (pod) => ({ ...pod, volumes: [...pod.volumes, { name: 'host', hostPath: { path: '/var/run/docker.sock' } }] }),
  inFirst({ securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_PTRACE'] } } }),
  inFirst({ ports: [{ name: 'http', containerPort: 8080, hostPort: 8080 }] }),
  (pod) => ({ ...pod, securityContext: { seccompProfile: { type: 'Unconfined' } } }),
];

/** Whatever is in force. */
const CARELESS: readonly Fault[] = [
  inFirst({ image: 'registry.example.com:5000/tools/shell' }),
  inFirst({ image: 'docker.io/library/nginx:latest' }),
  (pod, random) => add(pod, { name: 'DATABASE_PASSWORD', value: password(random) }),
  (pod) => add(pod, { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } }),
];

/**
 * @param turn which of the faults it gets: they take turns
 * @param isPod whether it is a Pod, and the API server would refuse it
 */
export function withFault(pod: Pod, turn: number, isPod: boolean, random: Random): Pod {
  const faults = isPod ? CARELESS : [...INSECURE, ...CARELESS];
  return faults[turn % faults.length]?.(pod, random) ?? pod;
}
