import type { EnvVar } from '../../../api/kube.ts';
import type { ComponentId } from '../components.ts';
import { flagValues } from './arguments.ts';
import { isBoolean, read, readFlag } from './forms.ts';
import type { ConfigMapName, Context, Reader, Setting } from './setting.ts';
import { valueAt } from './versions.ts';
import { configMapOf, dataOf, refOfConfigMap, seenData, type Instance, type ObjectRef, type View } from './view.ts';
import { olderPods, pathOfKey } from './written.ts';

export type Source = 'argument' | 'environment' | 'ConfigMap' | 'default';

/** What a setting is, in one workload where it is read by workloads. */
export interface Effective {
  /** As Argo CD reads it; undefined where that is not known. */
  readonly value: string | undefined;
  /** Why it is not known. */
  readonly unknown?: string;
  readonly source: Source;
  /** Where it is said, or would have to be. */
  readonly object: ObjectRef;
  readonly path: string;
  readonly component?: ComponentId;
  readonly workload?: ObjectRef;
  /** Whether what the ConfigMap says counts here. */
  readonly fromConfigMap: boolean;
  /** Pods still run that started before the ConfigMap was written. */
  readonly restartPending: boolean;
}

type Found = Pick<Effective, 'value' | 'unknown' | 'source' | 'object' | 'path'>;

const NOT_KNOWN = 'what it is without being set depends on the version of Argo CD, which is not known';

/** The default; not known where it depends on a version that is not. */
function usual(setting: Setting, view: View): Pick<Found, 'value' | 'unknown' | 'source'> {
  const value = valueAt(setting.defaults, view.facts.version);
  return { value, ...(value === undefined && { unknown: NOT_KNOWN }), source: 'default' };
}

/** Text of a ConfigMap or an environment variable, or the default where Argo CD takes that. */
function orUsual(setting: Setting, raw: string | undefined, source: Source, view: View) {
  const value = raw === undefined ? undefined : read(setting.form, raw);
  return value === undefined ? usual(setting, view) : { value, source };
}

const containerPath = ({ container }: Instance, field: string, name: string): string =>
  `spec.template.spec.containers["${container.name}"].${field}["${name}"]`;

function byArgument(setting: Setting, { flag }: Reader, instance: Instance): Found | undefined {
  if (flag === undefined) return undefined;
  const given = flagValues(instance.container, instance.programs, flag, isBoolean(setting.form));
  if (given === undefined) return undefined;
  const place = {
    source: 'argument',
    object: instance.object,
    path: containerPath(instance, 'args', `--${flag}`),
  } as const;
  return given.expanded
    ? { ...place, value: undefined, unknown: `--${flag} holds a variable` }
    : { ...place, value: readFlag(setting.form, given.values) };
}

/** The last of several with one name counts, as the kubelet has it. */
const variableOf = ({ container }: Instance, name: string | undefined): EnvVar | undefined =>
  name === undefined ? undefined : container.env?.findLast((variable) => variable.name === name);

/** The ConfigMaps that are known to be absent where the facts do not hold them. */
const OURS: ReadonlySet<string> = new Set<ConfigMapName>(['argocd-cm', 'argocd-cmd-params-cm', 'argocd-rbac-cm']);

/** The kubelet takes a key from the ConfigMap as it is: labels do not matter here. */
function fromReference(
  setting: Setting,
  ref: { name?: string; key: string },
  view: View,
): Omit<Found, 'object' | 'path'> {
  const { name = '', key } = ref;
  const configMap = configMapOf(view, name);
  if (configMap === undefined && !OURS.has(name))
    return {
      value: undefined,
      unknown: `it comes from ConfigMap ${name}, which is not looked at`,
      source: 'environment',
    };
  const own = setting.place?.configMap === name && setting.place.key === key;
  return orUsual(setting, dataOf(configMap).get(key), own ? 'ConfigMap' : 'environment', view);
}

function byVariable(setting: Setting, variable: EnvVar, view: View): Omit<Found, 'object' | 'path'> {
  const { value = '', valueFrom } = variable;
  if (valueFrom?.configMapKeyRef !== undefined) return fromReference(setting, valueFrom.configMapKeyRef, view);
  if (valueFrom !== undefined || value.includes('$('))
    return { value: undefined, unknown: `${variable.name} is not a plain value`, source: 'environment' };
  return orUsual(setting, value, 'environment', view);
}

/** Whether the variable brings the key of the ConfigMap that the setting is. */
function brings({ place }: Setting, variable: EnvVar | undefined): boolean {
  const ref = variable?.valueFrom?.configMapKeyRef;
  return place !== undefined && ref !== undefined && ref.name === place.configMap && ref.key === place.key;
}

function inInstance(setting: Setting, reader: Reader, instance: Instance, view: View): Effective {
  const variable = variableOf(instance, reader.env);
  const argument = byArgument(setting, reader, instance);
  const fromConfigMap = argument === undefined && brings(setting, variable);
  const ownPlace = { object: instance.object, path: placeIn(setting, reader, instance) };
  const place = fromConfigMap && setting.place !== undefined ? placeOf(setting.place, view) : ownPlace;
  const found = argument ?? {
    ...(variable === undefined ? usual(setting, view) : byVariable(setting, variable, view)),
    ...place,
  };
  const { component, object: workload } = instance;
  const restartPending = fromConfigMap && found.source === 'ConfigMap' && isPending(setting, [component], view);
  return { ...found, component, workload, fromConfigMap, restartPending };
}

/** Where the workload itself says it, or could. */
const placeIn = (setting: Setting, { env, flag }: Reader, instance: Instance): string =>
  env !== undefined && (variableOf(instance, env) !== undefined || flag === undefined || setting.place !== undefined)
    ? containerPath(instance, 'env', env)
    : containerPath(instance, 'args', `--${flag ?? ''}`);

const placeOf = ({ configMap, key }: NonNullable<Setting['place']>, view: View) => ({
  object: refOfConfigMap(view, configMap),
  path: pathOfKey(key),
});

function isPending({ place }: Setting, components: readonly ComponentId[], view: View): boolean {
  const configMap = place && configMapOf(view, place.configMap);
  if (place === undefined || configMap === undefined) return false;
  const pods = (view.facts.pods ?? []).filter(({ component }) => components.some((id) => id === component));
  return olderPods(configMap, place.key, pods).length > 0;
}

/** A setting that Argo CD reads from the ConfigMap itself. */
function inConfigMap(setting: Setting, place: NonNullable<Setting['place']>, view: View): Effective {
  const found = orUsual(setting, seenData(view, place.configMap).get(place.key), 'ConfigMap', view);
  const restartPending = found.source === 'ConfigMap' && isPending(setting, setting.restart ?? [], view);
  return { ...found, ...placeOf(place, view), fromConfigMap: true, restartPending };
}

/** What a setting is: once, or once for each container that reads it; nothing where none does. */
export function effectiveOf(setting: Setting, view: View): readonly Effective[] {
  if (setting.readers.length === 0)
    return setting.place === undefined ? [] : [inConfigMap(setting, setting.place, view)];
  return setting.readers.flatMap((reader) =>
    view.instances
      .filter(({ component }) => component === reader.component)
      .map((instance) => inInstance(setting, reader, instance, view)),
  );
}

/** All values at once, as some are judged by others. */
export type Values = ReadonlyMap<string, readonly Effective[]>;

export const valuesOf = (settings: readonly Setting[], view: View): Values =>
  new Map(settings.map((setting) => [setting.id, effectiveOf(setting, view)]));

/** What a judgement of one value may look at: the same workload where another setting is read there, or all. */
export function contextOf(one: Effective, values: Values, view: View): Context {
  return {
    data: (configMap) => seenData(view, configMap),
    values: (id) => {
      const all = values.get(id) ?? [];
      const beside = all.filter(({ workload }) => workload !== undefined && workload === one.workload);
      return (beside.length > 0 ? beside : all).flatMap(({ value }) => (value === undefined ? [] : [value]));
    },
  };
}
