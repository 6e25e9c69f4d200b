/**
 * What a key of the work queue asks for, of one policy:
 * - `plan`: gather everything, plan, act.
 * - `heal`: look at one object of ours, which somebody touched.
 * - `report`: bring the status up to date.
 * - `audit`: look at what changed in the cluster.
 * - `status`: bring the status up to date with what the audit found; nothing is planned for it.
 */
export type Task = 'plan' | 'heal' | 'report' | 'audit' | 'status';

export interface Key {
  readonly task: Task;
  readonly policy: string;
  /** Of the object to heal. */
  readonly object: string;
}

/** Policies are named by DNS labels, which hold no colon; object keys may. */
export function keyText(task: Task, policy: string, object = ''): string {
  return `${task}:${policy}:${object}`;
}

export function parseKey(text: string): Key {
  const [task = '', policy = '', ...object] = text.split(':');
  return { task: task as Task, policy, object: object.join(':') };
}

/** What an intruder did is undone before anything else. */
export const isUrgent = (text: string): boolean => text.startsWith('heal:');
