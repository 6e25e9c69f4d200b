import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { PolicyRule, Role, RoleBinding } from '../../src/api/kube.ts';
import { rbacGraph, type RbacObjects } from '../../src/domain/semantics/rbac/graph.ts';
import type { Attributes } from '../../src/domain/semantics/rbac/rule.ts';
import type { User } from '../../src/domain/semantics/rbac/subject.ts';
import { can } from '../../src/domain/semantics/rbac/who-can.ts';
import type { ResourceType } from '../../src/engine/object.ts';
import { ApiError } from '../../src/engine/errors.ts';
import { type Api, connect } from '../support/api.ts';
import type { ControlPlane } from '../support/controlplane.ts';
import { eventually } from '../support/eventually.ts';
import { binding, role } from '../unit/domain/semantics/rbac/objects.ts';

const rbac = (plural: string, kind: string): ResourceType => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
});

export const rbacTypes = {
  Role: rbac('roles', 'Role'),
  ClusterRole: rbac('clusterroles', 'ClusterRole'),
  RoleBinding: rbac('rolebindings', 'RoleBinding'),
  ClusterRoleBinding: rbac('clusterrolebindings', 'ClusterRoleBinding'),
} as const;

const review: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
};

/** All roles and bindings there are. */
export async function liveObjects(admin: Api): Promise<RbacObjects> {
  return {
    roles: await admin.list(rbacTypes.Role),
    clusterRoles: await admin.list(rbacTypes.ClusterRole),
    roleBindings: (await admin.list(rbacTypes.RoleBinding)) as unknown as readonly RoleBinding[],
    clusterRoleBindings: (await admin.list(rbacTypes.ClusterRoleBinding)) as unknown as readonly RoleBinding[],
  };
}

/** Applies roles and bindings. */
export async function applyAll(admin: Api, objects: Partial<RbacObjects>): Promise<void> {
  const all = [
    ...(objects.roles ?? []),
    ...(objects.clusterRoles ?? []),
    ...(objects.roleBindings ?? []),
    ...(objects.clusterRoleBindings ?? []),
  ];
  await Promise.all(all.map(async (object) => admin.apply(rbacTypes[object.kind as keyof typeof rbacTypes], object)));
}

/** What the API server's own authorizer decides. */
async function decides(admin: Api, { name, groups }: User, attributes: Attributes): Promise<boolean> {
  const asked = 'path' in attributes ? { nonResourceAttributes: attributes } : { resourceAttributes: attributes };
  const spec = { user: name, groups, ...asked };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {}, spec };
  const answer = await admin.create(review, body);
  return (answer['status'] as { allowed: boolean }).allowed;
}

let sentinels = 0;

/** Waits until the authorizer has seen all that was written before, in each of the four kinds that it watches. */
export async function authorizerIsUpToDate(admin: Api): Promise<void> {
  const name = `sentinel-${++sentinels}`;
  const subject = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name };
  const get = (resource: string): PolicyRule => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
  await applyAll(admin, {
    roles: [role('Role', name, [get('a')], 'one')],
    clusterRoles: [role('ClusterRole', name, [get('b')])],
    roleBindings: [binding('RoleBinding', name, `Role/${name}`, [subject], 'one')],
    clusterRoleBindings: [binding('ClusterRoleBinding', name, `ClusterRole/${name}`, [subject])],
  });
  for (const resource of ['a', 'b'])
    await eventually(async () => {
      const asked = { verb: 'get', group: '', resource, namespace: 'one' };
      assert.ok(await decides(admin, { name, groups: [] }, asked));
    });
}

export type Case = readonly [User, Attributes];

/** Asks both about every case, and names those on which they disagree. */
export async function compare(admin: Api, cases: readonly Case[]): Promise<{ wrong: string[]; allowed: number }> {
  const graph = rbacGraph(await liveObjects(admin), 'narrowest');
  const answers = await Promise.all(
    cases.map(async ([user, attributes]) => {
      const allowed = await decides(admin, user, attributes);
      const isSame = allowed === can(graph, user, attributes);
      return { allowed, wrong: isSame ? [] : [`${JSON.stringify([user, attributes])} is ${allowed}`] };
    }),
  );
  return { wrong: answers.flatMap(({ wrong }) => wrong), allowed: answers.filter(({ allowed }) => allowed).length };
}

interface KubeConfigFile {
  readonly users: readonly { readonly name: string; readonly user: object }[];
}

/** The API server as the administrator sees it who acts as somebody else. */
export function actingAs({ kubeconfig, dir }: ControlPlane, name: string): Api {
  const file = parse(readFileSync(kubeconfig, 'utf8')) as KubeConfigFile;
  const users = file.users.map((entry) => ({ ...entry, user: { ...entry.user, as: name } }));
  const path = join(dir, `as-${name}.kubeconfig`);
  writeFileSync(path, stringify({ ...file, users }), { mode: 0o600 });
  return connect(path, name);
}

/** The strings of a list as Go's %q prints it: `["a" "b"]`. */
const quoted = (list: string): string[] =>
  [...list.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text) as string);

/** Of `{APIGroups:["apps"], Resources:["pods"], Verbs:["get" "list"]}` the combinations, as `ruleText` says them. */
function combinations(line: string): string[] {
  const fields = new Map(
    [...line.matchAll(/(\w+):(\[[^\]]*\])/g)].map(([, name = '', list = '']) => [name, quoted(list)]),
  );
  const of = (field: string): readonly string[] => fields.get(field) ?? ['-'];
  return of('Verbs').flatMap((verb) =>
    of('APIGroups').flatMap((group) =>
      of('Resources').flatMap((resource) =>
        of('ResourceNames').flatMap((name) =>
          of('NonResourceURLs').map((url) => [verb, group, resource, name, url].join(' ')),
        ),
      ),
    ),
  );
}

/**
 * What the API server finds missing when somebody applies a role, as the combinations of `ruleText`, sorted. Nothing is
 * stored. Fails when it refuses for another reason.
 */
export async function refuses(user: Api, role: Role): Promise<readonly string[]> {
  const { kind } = role as { kind: 'Role' | 'ClusterRole' };
  try {
    await user.apply(rbacTypes[kind], role, true);
    return [];
  } catch (error) {
    const [, missing] = error instanceof ApiError ? error.message.split('permissions not currently held:\n') : [];
    if (missing === undefined) throw error;
    return [...new Set(missing.split('\n').flatMap(combinations))].toSorted();
  }
}
