import test from 'ava';
import type { AuditedWorkload } from '../../../../src/domain/audit/subjects.ts';
import { Mirror } from '../../../../src/engine/mirror.ts';
import type { KubeObject } from '../../../../src/engine/object.ts';
import type { InputName, Inputs } from '../../../../src/steps/audit/inputs.ts';
import { isJudged } from '../../../../src/steps/audit/judged.ts';

const PLACES: Readonly<Record<string, InputName>> = {
  Pod: 'pods',
  ReplicaSet: 'replicaSets',
  Deployment: 'deployments',
  Job: 'jobs',
  CronJob: 'cronJobs',
};

interface More {
  readonly by?: string;
  readonly likeness?: string;
  readonly replicas?: number;
}

/** A workload whose name and uid are `id`, made by the one of `by`, such as `ReplicaSet/b`. */
function workload(kind: string, id: string, { by, likeness = 'x', replicas }: More = {}): AuditedWorkload {
  const [maker = '', name = ''] = by?.split('/') ?? [];
  return {
    apiVersion: 'v1',
    kind,
    metadata: { namespace: 'shop', name: id, uid: id },
    likeness,
    ...(by !== undefined && { controller: { kind: maker, name, uid: name } }),
    ...(replicas !== undefined && { replicas }),
  } as AuditedWorkload;
}

/** Kinds and names of those that are judged by themselves, when these are all there are. */
function judged(...workloads: readonly AuditedWorkload[]): string[] {
  const mirrors = new Map(Object.values(PLACES).map((name) => [name, new Mirror<KubeObject>()]));
  for (const one of workloads) mirrors.get(PLACES[one.kind] ?? 'pods')?.put(one);
  const inputs = { mirror: (name: InputName) => mirrors.get(name), reflector: () => undefined } as Inputs;
  return workloads.filter((one) => isJudged(one, inputs)).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

const deployment = workload('Deployment', 'd');
const replicaSet = (more: More = {}): AuditedWorkload => workload('ReplicaSet', 'r', { by: 'Deployment/d', ...more });
const pod = (more: More = {}): AuditedWorkload => workload('Pod', 'p', { by: 'ReplicaSet/r', ...more });

test('what is like the template that it was made from is judged with that, at any depth', (t) => {
  t.deepEqual(judged(deployment, replicaSet(), pod()), ['Deployment/d']);
  t.deepEqual(judged(workload('CronJob', 'c'), workload('Job', 'j', { by: 'CronJob/c' })), ['CronJob/c']);
  t.deepEqual(judged(deployment, replicaSet({ replicas: 0 }), pod()), ['Deployment/d']);
});

test('what differs from it is judged by itself, unless nothing runs of it', (t) => {
  t.deepEqual(judged(deployment, replicaSet(), pod({ likeness: 'y' })), ['Deployment/d', 'Pod/p']);
  t.deepEqual(judged(deployment, replicaSet({ likeness: 'y', replicas: 2 })), ['Deployment/d', 'ReplicaSet/r']);
  t.deepEqual(judged(deployment, replicaSet({ likeness: 'y', replicas: 0 })), ['Deployment/d']);
});

test('what is left out itself, as nothing should run of it, hides none of its pods', (t) => {
  const old = replicaSet({ likeness: 'y', replicas: 0 });
  t.deepEqual(judged(deployment, old, pod({ likeness: 'y' })), ['Deployment/d', 'Pod/p']);
});

test('nobody hides by naming himself, or by two that name each other', (t) => {
  t.deepEqual(judged(workload('Deployment', 'd', { by: 'Deployment/d' })), ['Deployment/d']);
  t.deepEqual(judged(workload('ReplicaSet', 'r', { by: 'ReplicaSet/r' })), ['ReplicaSet/r']);
  t.deepEqual(
    judged(workload('ReplicaSet', 'a', { by: 'ReplicaSet/b' }), workload('ReplicaSet', 'b', { by: 'ReplicaSet/a' })),
    ['ReplicaSet/a', 'ReplicaSet/b'],
  );
  t.deepEqual(
    judged(workload('Deployment', 'd', { by: 'CronJob/c' }), workload('CronJob', 'c', { by: 'Deployment/d' })),
    ['Deployment/d', 'CronJob/c'],
  );
});

test('an owner that is not there, or has another uid, stands for nothing', (t) => {
  t.deepEqual(judged(pod()), ['Pod/p']);
  const other = { ...replicaSet(), metadata: { namespace: 'shop', name: 'r', uid: 'another' } };
  t.deepEqual(judged(deployment, other, pod()), ['Deployment/d', 'Pod/p']);
});
