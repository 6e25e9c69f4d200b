import type { KubeObject } from '../../../../../src/api/kube.ts';
import type { Finding } from '../../../../../src/domain/audit/judge.ts';
import { RBAC } from '../../../../../src/domain/rules/rbac/index.ts';
import { judge } from '../judge.ts';

/** What all rules of the category find, in the order of the rules. */
export const findings = (objects: readonly KubeObject[], spec: object = {}): readonly Finding[] =>
  RBAC.flatMap(({ id }) => judge(id, { objects, spec }));

/** `high secrets-read`. */
export const brief = ({ rule, severity }: Finding): string => `${severity} ${rule.replace('rbac/', '')}`;

/** `high secrets-read ClusterRoleBinding holders`, or with the namespace: `RoleBinding shop/holders`. */
export function briefly(finding: Finding): string {
  const { kind, namespace, name } = finding.object;
  return `${brief(finding)} ${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
