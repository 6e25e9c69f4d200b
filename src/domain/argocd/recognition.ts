import type { Container, Workload } from '../../api/kube.ts';
import { COMPONENTS, type ComponentId, type ComponentType } from './components.ts';
import { running, type Running } from './programs.ts';

/** A component, and the containers of the workload that run it. */
export interface Recognised {
  readonly type: ComponentType;
  readonly containers: readonly Container[];
}

/** Whether the pods begin with `argocd admin redis-initial-password`: since Argo CD 2.9.15, 2.10.10 and 2.11.1. */
export function runsSecretInit(workload: Workload): boolean {
  const { initContainers = [] } = workload.spec.template.spec;
  return initContainers.some(({ command = [], args = [] }) => [...command, ...args].includes('redis-initial-password'));
}

/** `argocd-repo-server` ends in `-server` too: the longest label that fits is the one that is meant. */
function longestSuffix(name: string): ComponentId | undefined {
  const fits = COMPONENTS.flatMap(({ id, labels }) => labels.map((label) => ({ id, label }))).filter(
    ({ label }) => name === label || name.endsWith(`-${label}`),
  );
  return fits.toSorted((a, b) => b.label.length - a.label.length)[0]?.id;
}

/** Which component the pod labels speak of: those of the Helm chart, of every install, and of the chart redis-ha. */
function labelled(workload: Workload): ComponentId | undefined {
  const labels = workload.spec.template.metadata?.labels ?? {};
  const named = (value: string | undefined) => COMPONENTS.find((type) => type.labels.includes(value ?? ''))?.id;
  return (
    named(labels['app.kubernetes.io/component']) ??
    longestSuffix(labels['app.kubernetes.io/name'] ?? '') ??
    named(labels['app'])
  );
}

const hasProgram = (type: ComponentType, { programs }: Running): boolean =>
  programs.some((program) => type.programs.includes(program));

function hasImage(type: ComponentType, { programs, image, container }: Running): boolean {
  const silent = programs.length === 0 || (type.entrypoint === true && (container.command ?? []).length === 0);
  return silent && type.image.test(image);
}

/** A Redis or HAProxy of somebody else may run beside Argo CD's: it is only taken for Argo CD's with a sign of it. */
function belongs(workload: Workload, type: ComponentType): boolean {
  const partOf = workload.spec.template.metadata?.labels?.['app.kubernetes.io/part-of'];
  return labelled(workload) === type.id || (type.shared === true && (partOf === 'argocd' || runsSecretInit(workload)));
}

function found(type: ComponentType, matching: readonly Running[]): readonly Recognised[] {
  return matching.length === 0 ? [] : [{ type, containers: matching.map(({ container }) => container) }];
}

/**
 * The components that a workload runs. Programs are believed before labels: names and labels are values of the Helm
 * chart, and anybody can write them. Labels decide only between programs that say too little, and never against them.
 */
export function recognise(workload: Workload): readonly Recognised[] {
  const all = workload.spec.template.spec.containers.map(running);
  const told = COMPONENTS.filter((type) => type.shared !== true).flatMap((type) =>
    found(
      type,
      all.filter((one) => hasProgram(type, one) || (type.entrypoint === true && hasImage(type, one))),
    ),
  );
  if (told.length > 0) return told;
  return COMPONENTS.filter((type) => belongs(workload, type))
    .flatMap((type) =>
      found(
        type,
        all.filter((one) => hasImage(type, one) || (type.shared === true && hasProgram(type, one))),
      ),
    )
    .slice(0, 1);
}
