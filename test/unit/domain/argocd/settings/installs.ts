import type { ConfigMap, Container, EnvVar, ManagedFields, Workload } from '../../../../../src/api/kube.ts';
import type { SettingsSpec } from '../../../../../src/api/settings.ts';
import { COMPONENTS, type ComponentId } from '../../../../../src/domain/argocd/components.ts';
import { AUXILIARY, SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import type { ConfigMapName } from '../../../../../src/domain/argocd/settings/setting.ts';
import type { SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { workload } from '../workloads.ts';

/** An Argo CD whose workloads take every setting from the ConfigMap, as the released manifests do. */

const PART_OF = { 'app.kubernetes.io/part-of': 'argocd' };

export function configMap(
  name: string,
  data: Readonly<Record<string, string>> = {},
  metadata: Partial<ConfigMap['metadata']> = {},
): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'argocd', labels: PART_OF, ...metadata },
    data,
  };
}

/** A variable as the manifests have it. */
export const fromKey = (name: string, configMapName: string, key: string): EnvVar => ({
  name,
  valueFrom: { configMapKeyRef: { name: configMapName, key } },
});

function variables(component: ComponentId): EnvVar[] {
  return [...SETTINGS, ...AUXILIARY].flatMap(({ place, readers }) =>
    readers.flatMap((reader) =>
      reader.component === component && reader.env !== undefined && place !== undefined
        ? [fromKey(reader.env, place.configMap, place.key)]
        : [],
    ),
  );
}

/** What the container has beyond the usual; variables come after the usual ones, and win. */
export interface Tweak {
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  /** In place of all variables. */
  readonly onlyEnv?: readonly EnvVar[];
}

function component(id: ComponentId, { args = [], env = [], onlyEnv }: Tweak = {}): Workload {
  const program = COMPONENTS.find((type) => type.id === id)?.programs[0] ?? id;
  const container: Partial<Container> = {
    name: `argocd-${id}`,
    args: [`/usr/local/bin/${program}`, ...args],
    env: onlyEnv ?? [...variables(id), ...env],
  };
  return workload({
    name: `argocd-${id}`,
    labels: { 'app.kubernetes.io/name': `argocd-${id}` },
    containers: [container],
  });
}

const INSTALLED: readonly ComponentId[] = [
  'server',
  'repo-server',
  'application-controller',
  'applicationset-controller',
  'notifications-controller',
  'dex-server',
  'commit-server',
];

export interface Install {
  readonly data?: Partial<Record<ConfigMapName, Readonly<Record<string, string>>>>;
  readonly tweaks?: Partial<Record<ComponentId, Tweak>>;
}

/** Facts of an install; what is given beside it replaces the usual. */
export function install({ data = {}, tweaks = {} }: Install = {}, more: Partial<SettingsFacts> = {}): SettingsFacts {
  const names: readonly ConfigMapName[] = ['argocd-cm', 'argocd-cmd-params-cm', 'argocd-rbac-cm'];
  return {
    namespace: 'argocd',
    version: '3.5.7',
    configMaps: names.map((name) => configMap(name, data[name])),
    workloads: INSTALLED.map((id) => component(id, tweaks[id])),
    ...more,
  };
}

export const spec = (more: Partial<SettingsSpec> = {}): SettingsSpec => ({ preset: 'recommended', keys: [], ...more });

/** A key that the policy lists. */
export const key = (id: string, value?: string): SettingsSpec['keys'][number] => ({
  id,
  skip: false,
  ...(value !== undefined && { value }),
});

export const skip = (id: string): SettingsSpec['keys'][number] => ({ id, skip: true });

/** An entry that says who wrote these keys of a ConfigMap, and when. */
export const wrote = (manager: string, time: string, ...keys: readonly string[]): ManagedFields => ({
  manager,
  time,
  operation: 'Update',
  fieldsV1: { 'f:data': Object.fromEntries(keys.map((name) => [`f:${name}`, {}])) },
});
