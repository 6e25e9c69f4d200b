import type { KubeObject, ResourceType } from '../../src/engine/object.ts';

export const CONFIG_MAPS: ResourceType = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' };

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Any kind of object would do: this is the smallest. */
export function configMap(
  name: string,
  resourceVersion: string,
  data: Readonly<Record<string, string>> = {},
): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', resourceVersion }, data };
}
