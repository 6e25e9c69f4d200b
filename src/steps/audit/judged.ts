import type { AuditedWorkload } from '../../domain/audit/subjects.ts';
import { keyOf } from '../../engine/object.ts';
import type { InputName, Inputs } from './inputs.ts';

/** Where those are found that make pods, by kind. */
const MAKERS: Readonly<Record<string, InputName>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulSets',
  DaemonSet: 'daemonSets',
  ReplicaSet: 'replicaSets',
  ReplicationController: 'replicationControllers',
  Job: 'jobs',
  CronJob: 'cronJobs',
};

/** Watches whose objects are made by others. */
export const MADE: readonly InputName[] = ['pods', 'replicaSets', 'jobs'];

/** Who made a workload, as far as it is there: an owner reference alone may be made up. */
function makerOf(
  { controller, metadata: { namespace } }: AuditedWorkload,
  inputs: Inputs,
): AuditedWorkload | undefined {
  const name = controller === undefined ? undefined : MAKERS[controller.kind];
  if (controller === undefined || name === undefined) return undefined;
  const maker = inputs.mirror(name)?.get(keyOf({ namespace, name: controller.name }));
  return maker?.metadata.uid === controller.uid ? (maker as AuditedWorkload) : undefined;
}

/**
 * Whether a workload is judged by itself. One that was made by another is judged by what it was made from, as long as it
 * is like it: admission may have added to it, and anybody may write an owner reference.
 */
export function isJudged(workload: AuditedWorkload, inputs: Inputs): boolean {
  const maker = makerOf(workload, inputs);
  if (maker === undefined) return true;
  return workload.likeness !== maker.likeness && workload.replicas !== 0;
}
