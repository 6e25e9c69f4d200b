import type { Labels, PolicyRule } from '../../../../../src/api/kube.ts';
import type { ProjectItem } from '../../../../../src/api/projects.ts';
import { spec } from '../../../../../src/api/spec.ts';
import type { RoleItem } from '../../../../../src/api/rbac.ts';
import type { ImpersonationInput } from '../../../../../src/domain/hardening/rbac/impersonation.ts';
import { matchesWildcard } from '../../../../../src/domain/hardening/rbac/wildcard.ts';
import { OWNER } from '../inputs.ts';

export const EVERYTHING: readonly PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];

export const NAMESPACES: ReadonlyMap<string, Labels> = new Map([
  ['apps-a', { team: 'a' }],
  ['apps-b', { team: 'b' }],
  ['argocd', {}],
  ['gitops-security', {}],
  ['kube-system', {}],
  ['web', { team: 'a' }],
]);

export const there = (terminating: readonly string[] = []) => ({
  all: NAMESPACES,
  terminating: new Set(terminating),
  reserved: new Set(['argocd', 'gitops-security']),
});

export const input = (more: Partial<ImpersonationInput> = {}): ImpersonationInput => ({
  owner: OWNER,
  namespaces: there(),
  held: EVERYTHING,
  known: [],
  matches: matchesWildcard,
  ...more,
});

type Loose<T> = { readonly [K in keyof T]?: unknown };

/** An item as the API server would store it: with every default filled in. */
export function role(item: Loose<RoleItem>): RoleItem {
  const [parsed] =
    spec.parse({ rbac: { roles: [{ name: 'viewer', namespaces: ['web'], ...item }] } }).rbac?.roles ?? [];
  if (parsed === undefined) throw new Error('the item is there, so it is parsed');
  return parsed;
}

export function project(item: Loose<ProjectItem>): ProjectItem {
  const destinations = [{ server: 'https://kubernetes.default.svc', namespace: 'apps-*' }];
  const [parsed] = spec.parse({ projects: { items: [{ name: 'apps', destinations, ...item }] } }).projects?.items ?? [];
  if (parsed === undefined) throw new Error('the item is there, so it is parsed');
  return parsed;
}
