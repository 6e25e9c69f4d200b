import type { PolicyRule } from '../../../api/kube.ts';
import { MANAGER } from '../../marks.ts';
import { byText } from '../../order.ts';
import { missingRules } from '../../semantics/rbac/covers.ts';
import { some } from '../../text.ts';

/** On a ClusterRole: the administrator lets the operator grant its rules to others, by aggregation into its own rights. */
export const LABEL_GRANTABLE = 'gitops-security.io/grantable';

export interface MissingRight {
  readonly verb: string;
  readonly resource: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Where it is about one object. */
  readonly name?: string;
}

/** What the operator must not grant so far: the API server would refuse it. */
export interface Denied {
  /** The role of the policy, or `impersonation.tenant`. */
  readonly role: string;
  readonly missing: readonly MissingRight[];
  /** The ClusterRole, as YAML, that the administrator would apply to allow it. */
  readonly manifest: string;
}

const rightText = ({ verb, resource, group, name }: MissingRight): string =>
  `${verb} ${group === '' ? resource : `${resource}.${group}`}${name === undefined ? '' : ` ${name}`}`;

const list = (values: readonly string[] = []): string => JSON.stringify(values);

function ruleText({ apiGroups, resources, resourceNames = [], verbs }: PolicyRule): string {
  const names = resourceNames.length === 0 ? '' : `    resourceNames: ${list(resourceNames)}\n`;
  return `  - apiGroups: ${list(apiGroups)}\n    resources: ${list(resources)}\n${names}    verbs: ${list(verbs)}\n`;
}

/** Values as JSON, which YAML includes: no text of a policy can become another field. */
const manifestOf = (name: string, rules: readonly PolicyRule[]): string =>
  `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${JSON.stringify(name)}
  labels:
    ${LABEL_GRANTABLE}: "true"
rules:
${rules.map(ruleText).join('')}`;

/**
 * What the operator would grant beyond what it holds, as the API server sees it; undefined if nothing.
 *
 * @param held the rules that the operator holds itself
 * @param rules what the role consists of, as {@link ./objects.ts normalRules} writes it
 */
export function deniedGrant(
  policy: string,
  role: string,
  held: readonly PolicyRule[],
  rules: readonly PolicyRule[],
): Denied | undefined {
  const rights = missingRules(held, rules).map(({ apiGroups, resources, resourceNames: [name], verbs }) => ({
    verb: verbs[0] ?? '',
    resource: resources[0] ?? '',
    group: apiGroups[0] ?? '',
    ...(name !== undefined && { name }),
  }));
  if (rights.length === 0) return undefined;
  const lacking = rules.filter((rule) => missingRules(held, [rule]).length > 0);
  const missing = rights.toSorted(
    byText(({ group, resource, verb, name = '' }) => list([group, resource, verb, name])),
  );
  return { role, missing, manifest: manifestOf(`${MANAGER}-grantable-${policy}-${role}`, lacking) };
}

/** In words, with what to do about it. */
export const deniedText = ({ missing }: Denied): string =>
  `the operator may not grant this: ${some(missing.map(rightText))}; a ClusterRole with these rules and the label ${LABEL_GRANTABLE}: "true" allows it`;
