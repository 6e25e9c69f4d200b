import assert from 'node:assert/strict';
import type { ResourceType } from '../../src/engine/object.ts';
import { type Api, types } from './api.ts';
import { eventually } from './eventually.ts';
import { OPERATOR_GROUPS, OPERATOR_USER } from './operator-account.ts';
import type { Grant, Rule } from './rights.ts';

const CLUSTER_ROLE: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  kind: 'ClusterRole',
};
const REVIEW: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
};

/** One resource of a rule, and one of its verbs. */
export interface Removal {
  readonly grant: Grant;
  readonly verb: string;
  readonly resource: string;
}

/** Rules with no verbs or no resources are invalid. */
const isRule = ({ verbs, resources }: Rule): boolean => verbs.length > 0 && resources.length > 0;

function rulesWithout({ grant: { role, rule }, verb, resource }: Removal): Rule[] {
  const left = { ...rule, resources: [resource], verbs: rule.verbs.filter((other) => other !== verb) };
  const others = { ...rule, resources: rule.resources.filter((other) => other !== resource) };
  return role.rules.flatMap((other) => (other === rule ? [left, others].filter(isRule) : other));
}

async function setRules(admin: Api, { kind, metadata: { name, namespace } }: Grant['role'], rules: readonly Rule[]) {
  const ref = { name, ...(namespace !== '' && { namespace }) };
  await admin.patch(kind === 'Role' ? types.role : CLUSTER_ROLE, ref, { rules });
}

async function isAllowed(admin: Api, { grant, verb, resource: plural }: Removal): Promise<boolean> {
  const [resource, subresource] = plural.split('/');
  const { apiGroups, resourceNames } = grant.rule;
  const [group, name] = [apiGroups[0], resourceNames[0]];
  const resourceAttributes = { namespace: grant.namespace, verb, group, resource, subresource, name };
  const review = await admin.create(REVIEW, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: REVIEW.kind,
    metadata: {},
    spec: { user: OPERATOR_USER, groups: OPERATOR_GROUPS, resourceAttributes },
  });
  return (review['status'] as { allowed: boolean }).allowed;
}

/** The API server hears of roles by a watch of its own. */
const untilAllowed = async (admin: Api, removal: Removal, allowed: boolean): Promise<void> =>
  eventually(async () => assert.equal(await isAllowed(admin, removal), allowed, 'whether the right is there'));

/** Does something while the operator lacks a right, which nothing else gives it, and gives it back. */
export async function without<T>(admin: Api, removal: Removal, during: () => Promise<T>): Promise<T> {
  const { role } = removal.grant;
  await setRules(admin, role, rulesWithout(removal));
  try {
    await untilAllowed(admin, removal, false);
    return await during();
  } finally {
    await setRules(admin, role, role.rules);
    await untilAllowed(admin, removal, true);
  }
}
