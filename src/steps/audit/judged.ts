import type { AuditedWorkload } from '../../domain/audit/subjects.ts';
import { keyOf } from '../../engine/object.ts';
import type { InputName, Inputs } from './inputs.ts';

type Makers = Readonly<Record<string, InputName>>;

/**
 * Which controllers of Kubernetes make what, and where they are found. No kind is made by itself, by whatever detour: who
 * may write owner references could otherwise let two workloads stand for each other, and neither be judged.
 */
const MAKERS: Readonly<Record<string, Makers>> = {
  Pod: {
    StatefulSet: 'statefulSets',
    DaemonSet: 'daemonSets',
    ReplicaSet: 'replicaSets',
    ReplicationController: 'replicationControllers',
    Job: 'jobs',
  },
  ReplicaSet: { Deployment: 'deployments' },
  Job: { CronJob: 'cronJobs' },
};

/** Watches whose objects are made by others. */
export const MADE: readonly InputName[] = ['pods', 'replicaSets', 'jobs'];

/** Who made a workload, as far as it is there: an owner reference alone may be made up. */
function makerOf(made: AuditedWorkload, inputs: Inputs): AuditedWorkload | undefined {
  const { kind, controller, metadata } = made;
  const name = controller === undefined ? undefined : MAKERS[kind]?.[controller.kind];
  if (controller === undefined || name === undefined) return undefined;
  const maker = inputs.mirror(name)?.get(keyOf({ namespace: metadata.namespace, name: controller.name }));
  return maker?.metadata.uid === controller.uid ? (maker as AuditedWorkload) : undefined;
}

const isAlike = (workload: AuditedWorkload, maker: AuditedWorkload): boolean => workload.likeness === maker.likeness;

/** Whether what is like a workload is judged with it: one that is left out, as it has no replicas, stands for nothing. */
function stands(maker: AuditedWorkload, inputs: Inputs): boolean {
  const above = makerOf(maker, inputs);
  return isJudged(maker, inputs) || (above !== undefined && isAlike(maker, above));
}

/**
 * Whether a workload is judged by itself. One that was made by another is judged by what it was made from, as long as it
 * is like it: admission may have added to it, and anybody may write an owner reference.
 */
export function isJudged(workload: AuditedWorkload, inputs: Inputs): boolean {
  const maker = makerOf(workload, inputs);
  if (maker === undefined) return true;
  return isAlike(workload, maker) ? !stands(maker, inputs) : workload.replicas !== 0;
}
