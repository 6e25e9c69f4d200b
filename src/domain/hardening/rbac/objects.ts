import type { KubeObject, ObjectMeta, PolicyRule, RbacSubject, Role, RoleBinding } from '../../../api/kube.ts';
import { byText } from '../../order.ts';
import { bindingName } from './names.ts';

/** In `component` of everything that `spec.rbac` generates. */
export const RBAC = 'rbac';

const GROUP = 'rbac.authorization.k8s.io';

export interface ServiceAccount extends KubeObject {
  readonly automountServiceAccountToken: boolean;
}

const asJson = byText((value: unknown) => JSON.stringify(value));
const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
const sorted = <T>(values: readonly T[]): T[] => distinct(values).toSorted(asJson);

const normalRule = ({ apiGroups = [], resources = [], resourceNames = [], verbs }: PolicyRule): PolicyRule => ({
  apiGroups: sorted(apiGroups),
  resources: sorted(resources),
  resourceNames: sorted(resourceNames),
  verbs: sorted(verbs),
});

/** One spelling for every order of rules: they add up. Every list is there. */
export const normalRules = (rules: readonly PolicyRule[]): PolicyRule[] => sorted(rules.map(normalRule));

/** A subject as a policy names it. */
export interface SubjectName {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string | undefined;
}

const subject = ({ kind, name, namespace = '' }: SubjectName): RbacSubject =>
  kind === 'ServiceAccount' ? { apiGroup: '', kind, name, namespace } : { apiGroup: GROUP, kind, name };

/** A Role with its rules, also if there are none: a list that is left out is a list nobody owns. */
export const role = (metadata: ObjectMeta, rules: readonly PolicyRule[]): Role => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Role',
  metadata,
  rules: normalRules(rules),
});

/** The binding to a Role of its namespace, with a name that depends on it. Without subjects it is there as well. */
export const roleBinding = ({ metadata }: Role, subjects: readonly SubjectName[]): RoleBinding => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'RoleBinding',
  metadata: { ...metadata, name: bindingName(metadata.name) },
  subjects: sorted(subjects.map(subject)),
  roleRef: { apiGroup: GROUP, kind: 'Role', name: metadata.name },
});

/** An account for impersonation only: no pod runs as it, so none needs its token. */
export const serviceAccount = (metadata: ObjectMeta): ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
});
