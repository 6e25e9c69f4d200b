import type { ConfigMap } from '../../../api/kube.ts';
import { authorOf, type Author } from '../../attribution.ts';
import { MANAGER } from '../../marks.ts';
import { entriesOf, fieldsOf, type Fields } from '../../semantics/unknown.ts';
import type { RunningPod } from './view.ts';

export const pathOfKey = (key: string): string => `data["${key}"]`;

const managedFields = ({ metadata }: ConfigMap): readonly Fields[] =>
  (entriesOf(metadata.managedFields) ?? []).map(fieldsOf).filter((entry) => entry !== undefined);

/** Who else than us wrote a key of a ConfigMap last, as far as Kubernetes remembers. */
export const authorOfKey = (configMap: ConfigMap, key: string): Author =>
  authorOf(managedFields(configMap), pathOfKey(key), MANAGER);

function owns(entry: Fields, key: string): boolean {
  const data = fieldsOf(fieldsOf(entry['fieldsV1'])?.['f:data']);
  return data !== undefined && Object.hasOwn(data, `f:${key}`);
}

/**
 * When a key was last written, at the latest: the time of an entry is that of all it holds. -Infinity where Kubernetes
 * remembers nobody, as for a key that was removed.
 */
function writtenAt(configMap: ConfigMap, key: string): number {
  const own = managedFields(configMap).filter((entry) => owns(entry, key));
  const times = own.map(({ time }) => Date.parse(String(time)));
  return Math.max(-Infinity, ...times.filter((time) => !Number.isNaN(time)));
}

/** The pods that may still run with what a key said before: those that started before it was written. */
export function olderPods(configMap: ConfigMap, key: string, pods: readonly RunningPod[]): readonly RunningPod[] {
  const written = writtenAt(configMap, key);
  return pods.filter(({ startedAt }) => Date.parse(startedAt) < written);
}
