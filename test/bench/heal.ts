import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KubeObject, NetworkPolicy } from '../../src/api/kube.ts';
import { startControlPlane } from '../support/controlplane.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';
import { startIntruder, type Intruder } from './intruder.ts';
import { argoCdManifests } from '../support/argocd.ts';
import { quantile, ROOT, round, save } from './outcome.ts';

/**
 * How long an edit or a deletion of a generated NetworkPolicy lasts: from the API server's answer to the intruder to
 * the watch event that shows it healed. Once healed by the operator, once by a bare watch and one PATCH, in turn.
 * Machines are noisy: the ratio counts, not the milliseconds.
 */

const NAMESPACES = 6;
const OBJECTS = 50;
const ROUNDS = 10;
const BURSTS = 5;

type Side = 'ours' | 'floor';
const SIDES: readonly Side[] = ['ours', 'floor'];

const namespaceOf = (side: Side, index: number): string => `${side}-${index}`;

async function background(program: string, args: readonly string[], ready: string): Promise<() => Promise<void>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => line.includes(ready) && resolve());
  child.once('close', () => reject(new Error(`${args[0]} ended`)));
  await promise;
  return async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'close');
  };
}

/** The workloads of Argo CD, in several namespaces, and a policy for each: enough objects to spread the load over. */
async function setUp(kubeconfig: string): Promise<void> {
  const { documents } = await argoCdManifests('v3.5.7', 'hydrator');
  const workloads = documents.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  const items: object[] = [];
  for (let index = 0; index < NAMESPACES; index += 1) {
    for (const side of SIDES)
      items.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaceOf(side, index) } });
    const namespace = namespaceOf('ours', index);
    items.push(...workloads.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } })));
    items.push(policyFor(namespace));
  }
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', join(ROOT, 'crds')]);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all']);
  await kubectl(
    kubeconfig,
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
}

function policyFor(namespace: string): object {
  const peers = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }];
  return {
    apiVersion: 'gitops-security.io/v1alpha1',
    kind: 'GitOpsSecurityPolicy',
    metadata: { name: namespace },
    spec: { mode: 'Enforce', argocd: { namespace }, network: { ingress: peers, metrics: peers } },
  };
}

async function generated(kubeconfig: string): Promise<NetworkPolicy[]> {
  const json = await kubectl(kubeconfig, ['get', 'networkpolicies', '-A', '-o', 'json']);
  const all = (JSON.parse(json) as { items: NetworkPolicy[] }).items;
  if (all.length < OBJECTS) throw new Error(`only ${all.length} policies are generated`);
  return all.slice(0, OBJECTS);
}

/** The same content under other names: what the bare healer keeps. A list that is not sent would not be healed. */
function copyOf({ apiVersion, kind, metadata, spec }: NetworkPolicy): NetworkPolicy {
  const namespace = (metadata.namespace ?? '').replace('ours', 'floor');
  const { name, labels = {}, annotations = {} } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations },
    spec: { ingress: [], egress: [], ...spec },
  };
}

type Objects = Readonly<Record<Side, readonly KubeObject[]>>;

/** One object at a time, first one side, then the other: what the machine does meanwhile meets both. */
async function alternate(intruder: Intruder, objects: Objects): Promise<Record<Side, number[]>> {
  const times: Record<Side, number[]> = { ours: [], floor: [] };
  for (let round = 0; round < ROUNDS; round += 1)
    for (let index = 0; index < OBJECTS; index += 1)
      for (const attack of ['edit', 'remove'] as const)
        for (const side of index % 2 === 0 ? SIDES : SIDES.toReversed()) {
          const object = objects[side][index];
          if (object !== undefined) times[side].push(await intruder[attack](object));
        }
  return times;
}

/** All objects edited at once: ms from the first answer until the last is healed. */
async function burst(intruder: Intruder, objects: Objects): Promise<Record<Side, number[]>> {
  const times: Record<Side, number[]> = { ours: [], floor: [] };
  for (let round = 0; round < BURSTS; round += 1)
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed())
      times[side].push(await intruder.editAll(objects[side]));
  return times;
}

function result(single: Record<Side, number[]>, bursts: Record<Side, number[]>) {
  const side = (name: Side) => ({
    p50: round(quantile(single[name], 0.5)),
    p99: round(quantile(single[name], 0.99)),
    burst: round(quantile(bursts[name], 0.5)),
  });
  const [floor, ours] = [side('floor'), side('ours')];
  const ratio = {
    p50: round(ours.p50 / floor.p50),
    p99: round(ours.p99 / floor.p99),
    burst: round(ours.burst / floor.burst),
  };
  return { floor, ours, ratio };
}

async function main(): Promise<void> {
  await using controlPlane = await startControlPlane();
  const { kubeconfig, dir } = controlPlane;
  await setUp(kubeconfig);
  const args = ['--kubeconfig', kubeconfig, '--no-leader-election', '--bind-address', '127.0.0.1', '--port', '0'];
  const stopOurs = await background(process.execPath, [join(ROOT, 'dist/operator.mjs'), ...args], 'started');
  const ours = await eventually(() => generated(kubeconfig), 30);
  const floor = ours.map(copyOf);
  const wanted = join(dir, 'floor.json');
  await writeFile(wanted, JSON.stringify(floor));
  await kubectl(
    kubeconfig,
    ['apply', '--server-side', '--field-manager=floor', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: floor }),
  );
  const stopFloor = await background(
    process.execPath,
    [join(ROOT, 'test/bench/floor.ts'), kubeconfig, wanted],
    'ready',
  );
  const intruder = await startIntruder(kubeconfig, [...ours, ...floor]);
  console.log(
    `${OBJECTS} objects on each side, ${2 * ROUNDS * OBJECTS} edits and deletions each, then ${BURSTS} bursts of ${OBJECTS}`,
  );
  const outcome = result(await alternate(intruder, { ours, floor }), await burst(intruder, { ours, floor }));
  await intruder.stop();
  await Promise.all([stopOurs(), stopFloor()]);
  await save('heal', outcome);
  console.table(outcome);
}

await main();
