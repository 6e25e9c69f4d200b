import type { CredentialSource } from '../../src/engine/credentials.ts';
import { collectionPath } from '../../src/engine/object.ts';
import { createTransport, type Transport } from '../../src/engine/transport.ts';
import { clusterRole, clusterRoleBinding, FAULTY_BINDINGS, role, roleBinding } from './audit/access.ts';
import { configMap, FAULTY_CONFIG_MAPS, rootCertificates } from './audit/config-maps.ts';
import { deployed, managerOf } from './audit/deployed.ts';
import { COUNTS, type Counts, type Made, namespaceName, type Place, typeOf } from './audit/made.ts';
import { defaultAccount, limitRange, namespace, quota, serviceAccount } from './audit/namespaces.ts';
import { FAULTY_POLICIES, ingress, networkPolicy, service } from './audit/network.ts';
import { seeded } from './audit/random.ts';
import { FAULTY_WORKLOADS, workload } from './audit/workloads.ts';
import { say } from './outcome.ts';

/** A cluster of a company with 300 namespaces, most of it in order: what `make bench-audit` measures with. */

/** Creations under way at once. */
const IN_FLIGHT = 24;
const PROGRESS_MS = 5_000;
const LEAST_NAMESPACES = 4;

export function countsOf(scale: number): Counts {
  const scaled = Object.entries(COUNTS).map(([name, count]) => [name, Math.round(count * scale)] as const);
  const counts = Object.fromEntries(scaled) as Counts;
  return { ...counts, namespaces: Math.max(LEAST_NAMESPACES, counts.namespaces) };
}

/** How many of the scene are at fault, in words. */
export const faultsIn = ({
  workloads,
  configMaps,
  networkPolicies,
  roleBindings,
  clusterRoleBindings,
}: Counts): string =>
  [
    `${Math.floor(workloads * FAULTY_WORKLOADS)} workloads`,
    `${Math.floor(configMaps * FAULTY_CONFIG_MAPS)} ConfigMaps`,
    `${Math.floor(networkPolicies * FAULTY_POLICIES)} NetworkPolicies`,
    `${Math.floor((roleBindings + clusterRoleBindings) * FAULTY_BINDINGS)} bindings`,
  ].join(', ');

interface Crowd {
  readonly count: keyof Counts;
  readonly make: (place: Place) => Made;
}

/** One crowd after the other: what others need to be there comes first. */
const CROWDS: readonly Crowd[] = [
  { count: 'namespaces', make: namespace },
  { count: 'namespaces', make: defaultAccount },
  { count: 'namespaces', make: ({ namespace: name, random }) => rootCertificates(name, random) },
  { count: 'serviceAccounts', make: serviceAccount },
  { count: 'configMaps', make: configMap },
  { count: 'workloads', make: workload },
  { count: 'services', make: service },
  { count: 'ingresses', make: ingress },
  { count: 'networkPolicies', make: networkPolicy },
  { count: 'clusterRoles', make: clusterRole },
  { count: 'roles', make: role },
  { count: 'roleBindings', make: roleBinding },
  { count: 'clusterRoleBindings', make: clusterRoleBinding },
  { count: 'namespaces', make: limitRange },
  { count: 'namespaces', make: quota },
];

/** What is there once in each namespace comes with it; all else is deployed. */
function* madeOf({ count, make }: Crowd, counts: Counts, seed: number): Generator<Made> {
  const random = seeded(seed);
  for (let index = 0; index < counts[count]; index += 1) {
    const place = { namespace: namespaceName(index % counts.namespaces), index, counts, random };
    yield count === 'namespaces' ? make(place) : deployed(make(place), place);
  }
}

async function create(object: Made, transport: Transport): Promise<void> {
  const path = `${collectionPath(typeOf(object), object.metadata.namespace)}?fieldManager=${managerOf(object)}`;
  await transport.request({ method: 'POST', path, body: object }, AbortSignal.timeout(60_000));
}

/** Creates the whole cluster. @returns how many objects there are, and the seconds that it took */
export async function createScene(admin: CredentialSource, counts: Counts, extra: readonly Made[]) {
  const transport = createTransport(admin, { maxInFlight: IN_FLIGHT });
  const started = performance.now();
  const all = CROWDS.reduce((sum, { count }) => sum + counts[count], 0);
  let done = 0;
  const timer = setInterval(() => say(`${done} of ${all} objects are created`), PROGRESS_MS);
  const work = async (objects: Iterable<Made>): Promise<void> => {
    for (const object of objects) {
      await create(object, transport);
      done += 1;
    }
  };
  try {
    for (const [seed, crowd] of CROWDS.entries()) {
      const objects = madeOf(crowd, counts, seed);
      await Promise.all(Array.from({ length: IN_FLIGHT }, async () => work(objects)));
    }
    await work(extra.values());
  } finally {
    clearInterval(timer);
  }
  return { objects: done, seconds: (performance.now() - started) / 1000 };
}
