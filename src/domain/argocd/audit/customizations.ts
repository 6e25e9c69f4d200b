import { parse } from 'yaml';
import type { ConfigMap } from '../../../api/kube.ts';
import { entriesOf, fieldsOf, type Fields } from '../../semantics/unknown.ts';
import type { IgnoredDifference } from '../resources.ts';
import { dataOf, isSeen } from '../settings/view.ts';

/** What argocd-cm says of kinds for the whole install. Source: util/settings/settings.go of Argo CD. */

/** As Go reads it; undefined for what is no YAML. */
export function readYaml(text: string): unknown {
  try {
    return parse(text, { version: '1.1', uniqueKeys: false, maxAliasCount: 16, logLevel: 'silent' }) as unknown;
  } catch {
    return undefined;
  }
}

/** The entries of argocd-cm, as far as Argo CD sees it. */
export function settingsOf(configMaps: readonly ConfigMap[] | undefined): ReadonlyMap<string, string> {
  const found = configMaps?.find(({ metadata }) => metadata.name === 'argocd-cm');
  return dataOf(found !== undefined && isSeen(found) ? found : undefined);
}

/** What is ignored of a kind in every Application, and the key that says so. */
interface SystemIgnored {
  readonly key: string;
  readonly entry: IgnoredDifference;
}

const KEY = 'resource.customizations';
const PREFIX = `${KEY}.ignoreDifferences.`;

const texts = (value: unknown): string[] => (entriesOf(value) ?? []).filter((entry) => typeof entry === 'string');

function entryOf(name: string, separator: string, value: unknown): IgnoredDifference {
  const every = name === 'all' || name === '*/*';
  const [first = '', second] = every ? ['*', '*'] : name.split(separator);
  const { jsonPointers, jqPathExpressions, managedFieldsManagers } = fieldsOf(value) ?? {};
  return {
    group: second === undefined ? '' : first,
    kind: second ?? first,
    jsonPointers: texts(jsonPointers),
    jqPathExpressions: texts(jqPathExpressions),
    managedFieldsManagers: texts(managedFieldsManagers),
  };
}

/** The older form: one text for all kinds, with a text of YAML in it for each. */
function inOne(text: string): SystemIgnored[] {
  const all: Fields = fieldsOf(readYaml(text)) ?? {};
  return Object.entries(all).flatMap(([name, value]) => {
    const ignored = fieldsOf(value)?.['ignoreDifferences'];
    return typeof ignored === 'string' ? [{ key: KEY, entry: entryOf(name, '/', readYaml(ignored)) }] : [];
  });
}

/** What argocd-cm has Argo CD leave out of comparisons, in all Applications. */
export function systemIgnored(settings: ReadonlyMap<string, string>): SystemIgnored[] {
  const single = [...settings].flatMap(([key, value]) =>
    key.startsWith(PREFIX) ? [{ key, entry: entryOf(key.slice(PREFIX.length), '_', readYaml(value)) }] : [],
  );
  return [...inOne(settings.get(KEY) ?? ''), ...single];
}
