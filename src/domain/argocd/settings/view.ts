import type { ConfigMap, Container, Workload } from '../../../api/kube.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import type { ComponentId } from '../components.ts';
import { recognise } from '../recognition.ts';
import type { ConfigMapName, SecretFacts } from './setting.ts';

/** A running pod of a component. */
export interface RunningPod {
  readonly component: string;
  readonly name: string;
  /** RFC 3339: when its container started. */
  readonly startedAt: string;
}

/** What is known of an install of Argo CD, as far as its settings go. */
export interface SettingsFacts {
  readonly namespace: string;
  /** Such as `3.5.7`; absent where it is not known. */
  readonly version?: string | undefined;
  /** Those of Argo CD by their name, whatever their labels say. */
  readonly configMaps: readonly ConfigMap[];
  readonly workloads: readonly Workload[];
  readonly pods?: readonly RunningPod[];
  /** Without values; absent where Secrets are not looked at. */
  readonly secrets?: readonly SecretFacts[];
}

export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A container that runs a component. */
export interface Instance {
  readonly component: ComponentId;
  readonly programs: readonly string[];
  readonly object: ObjectRef;
  readonly container: Container;
}

export interface View {
  readonly facts: SettingsFacts;
  readonly instances: readonly Instance[];
}

const refOf = ({ kind, metadata }: Workload, namespace: string): ObjectRef => ({
  kind,
  namespace,
  name: metadata.name,
});

/** The facts, with the components that the workloads run. */
export function viewOf(facts: SettingsFacts): View {
  const instances = facts.workloads.flatMap((workload) =>
    recognise(workload).flatMap(({ type, containers }) =>
      containers.map((container) => ({
        component: type.id,
        programs: type.programs,
        object: refOf(workload, facts.namespace),
        container,
      })),
    ),
  );
  return { facts, instances };
}

export const configMapOf = ({ facts }: View, name: string): ConfigMap | undefined =>
  facts.configMaps.find(({ metadata }) => metadata.name === name);

export const refOfConfigMap = ({ facts }: View, name: string): ObjectRef => ({
  kind: 'ConfigMap',
  namespace: facts.namespace,
  name,
});

/** The entries of a ConfigMap that are text: a map, as a key may be called `constructor`. */
export function dataOf(configMap: ConfigMap | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(fieldsOf(configMap?.data) ?? {});
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Argo CD finds argocd-cm by this label, and the others by their name: see objects.ts. */
export const isSeen = (configMap: ConfigMap): boolean =>
  configMap.metadata.name !== 'argocd-cm' || configMap.metadata.labels?.['app.kubernetes.io/part-of'] === 'argocd';

/** What Argo CD sees of one of its ConfigMaps. */
export function seenData(view: View, name: ConfigMapName): ReadonlyMap<string, string> {
  const configMap = configMapOf(view, name);
  return dataOf(configMap !== undefined && isSeen(configMap) ? configMap : undefined);
}
