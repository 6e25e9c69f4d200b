import type { Effective } from './effective.ts';
import { isBoolean } from './forms.ts';
import type { ConfigMapName, Reader, Setting } from './setting.ts';

/** Lines of YAML that somebody can put where the value really comes from. A JSON string is YAML, too. */

type Place = NonNullable<Setting['place']>;

/** What stands for a value that may hold secrets. */
const HIDDEN = '(as in the policy)';

const valueText = ({ sensitive }: Setting, value: string): string =>
  sensitive === true ? HIDDEN : JSON.stringify(value);

const lines = (...texts: readonly string[]): string =>
  texts.map((text, depth) => `${'  '.repeat(depth)}${text}`).join('\n');

/** Where the chart argo-cd takes the entries of a ConfigMap from. */
const HELM: Readonly<Record<ConfigMapName, string>> = {
  'argocd-cm': 'cm:',
  'argocd-cmd-params-cm': 'params:',
  'argocd-rbac-cm': 'rbac:',
};

/** The fields of the resource ArgoCD for argocd-rbac-cm; others go into spec.extraConfig and spec.cmdParams. */
const RBAC_FIELDS: Readonly<Record<string, string>> = {
  'policy.default': 'defaultPolicy',
  'policy.csv': 'policy',
  'policy.matchMode': 'policyMatcherMode',
  scopes: 'scopes',
};

function operatorSnippet({ configMap, key }: Place, value: string): string {
  if (configMap === 'argocd-rbac-cm') return lines('spec:', 'rbac:', `${RBAC_FIELDS[key] ?? key}: ${value}`);
  return lines('spec:', configMap === 'argocd-cm' ? 'extraConfig:' : 'cmdParams:', `${key}: ${value}`);
}

/** What to write where a tool takes the ConfigMap from. */
export function sourceSnippet(tool: string, setting: Setting, place: Place, value: string): string {
  const text = valueText(setting, value);
  if (tool === 'Helm') return lines('configs:', HELM[place.configMap], `${place.key}: ${text}`);
  if (tool === 'argocd-operator') return operatorSnippet(place, text);
  return lines('data:', `${place.key}: ${text}`);
}

const flagSnippet = (setting: Setting, flag: string, value: string): string =>
  isBoolean(setting.form) && value === 'false' ? `remove --${flag}` : `- --${flag}=${value}`;

function variableSnippet(env: string, { configMap, key }: Place): string {
  const ref = `configMapKeyRef: {name: ${configMap}, key: ${key}, optional: true}`;
  return `- name: ${env}\n  valueFrom:\n    ${ref}`;
}

/** What to change in a workload that does not take the value from the ConfigMap. */
export function workloadSnippet(setting: Setting, one: Effective, value: string): string {
  const reader: Reader | undefined = setting.readers.find(({ component }) => component === one.component);
  if (setting.sensitive === true || reader === undefined || setting.place === undefined) return '';
  if (one.source === 'argument' && reader.flag !== undefined) return flagSnippet(setting, reader.flag, value);
  if (reader.env !== undefined) return variableSnippet(reader.env, setting.place);
  return reader.flag === undefined ? '' : flagSnippet(setting, reader.flag, value);
}
