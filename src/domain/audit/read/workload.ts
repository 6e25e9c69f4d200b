import type { KubeObject, Labels } from '../../../api/kube.ts';
import type { AuditedWorkload, Controller } from '../subjects.ts';
import { APP_ARMOR_PREFIX, SECCOMP_POD, SECCOMP_PREFIX } from '../../semantics/pod-security/annotations.ts';
import { likenessOf } from './pod-likeness.ts';
import { listOf, namedTextsOf, numberOf, objectOf, textOf } from './pod-values.ts';
import { readPod } from './pod.ts';
import { readSeen } from './seen.ts';

/** Where the Pod is in the object, for kinds that have it elsewhere than most. */
const POD_AT: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const TEMPLATE = ['spec', 'template'];

const NO_LABELS: Labels = {};

const isRead = (key: string): boolean =>
  key.startsWith(APP_ARMOR_PREFIX) || key.startsWith(SECCOMP_PREFIX) || key === SECCOMP_POD;

function annotationsOf(value: unknown): Labels {
  const annotations = namedTextsOf(value);
  const keys = Object.keys(annotations).filter(isRead);
  if (keys.length === 0) return NO_LABELS;
  return Object.fromEntries(keys.map((key) => [key, annotations[key] ?? '']));
}

function controllerOf(ownerReferences: unknown): Controller | undefined {
  const owner = listOf(ownerReferences)
    .map(objectOf)
    .find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  return { kind: textOf(owner['kind']) ?? '', name: textOf(owner['name']) ?? '', uid: textOf(owner['uid']) ?? '' };
}

/** What is kept of a Pod or of what makes Pods. Must not throw, whatever it holds. */
export function readWorkload(raw: KubeObject & { readonly spec?: unknown }): AuditedWorkload {
  const at = POD_AT[raw.kind] ?? TEMPLATE;
  const template = at.reduce<unknown>((value, key) => objectOf(value)[key], raw);
  const { metadata, spec } = objectOf(template);
  const { labels, annotations } = objectOf(metadata);
  const controller = controllerOf(raw.metadata.ownerReferences);
  const replicas = numberOf(objectOf(raw.spec)['replicas']);
  const read = {
    ...readSeen(raw),
    podPath: [...at, 'spec'].join('.'),
    pod: readPod(spec),
    podLabels: labels === undefined ? NO_LABELS : namedTextsOf(labels),
    podAnnotations: annotationsOf(annotations),
  };
  return {
    ...read,
    ...(controller !== undefined && { controller }),
    ...(replicas !== undefined && { replicas }),
    likeness: likenessOf(read),
  };
}
