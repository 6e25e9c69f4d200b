import type { KubeObject } from '../../api/kube.ts';
import type { AppProject, ProjectRole } from '../argocd/resources.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';
import type { Kind } from './kind.ts';

const EVERYTHING = [{ group: '*', kind: '*' }];

/**
 * Argo CD's server writes projects with Go's `omitempty`: what is empty, false or null comes back absent, and means
 * the same there. Not so for the two fields that {@link canonical} looks at by itself.
 */
function bare(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((entry) => bare(entry, depth + 1) ?? null);
  if (typeof value !== 'object' || value === null) return value === '' || value === false ? undefined : value;
  const entries = Object.entries(value)
    .map(([name, entry]) => [name, bare(entry, depth + 1)] as const)
    .filter(([, entry]) => entry !== undefined && entry !== null && !(Array.isArray(entry) && entry.length === 0));
  return Object.fromEntries(entries);
}

const MAX_DEPTH = 12;

const withoutTokens = (role: unknown): unknown => {
  const { jwtTokens: _, ...rest } = fieldsOf(role) ?? {};
  return fieldsOf(role) === undefined ? role : rest;
};

const deniesAll = (blacklist: unknown): boolean =>
  (entriesOf(blacklist) ?? []).some((entry) => {
    const { group, kind } = fieldsOf(entry) ?? {};
    return group === '*' && kind === '*';
  });

/** Absent, this whitelist permits every kind, and empty none; where the blacklist denies all it says nothing. */
function whitelist({ namespaceResourceWhitelist: listed, namespaceResourceBlacklist }: Fields): unknown {
  if (deniesAll(namespaceResourceBlacklist)) return undefined;
  return listed === undefined || listed === null ? EVERYTHING : bare(listed);
}

function canonical(object: KubeObject): { spec: unknown } {
  const spec = fieldsOf((object as AppProject).spec) ?? {};
  const { orphanedResources, roles, ...rest } = spec;
  const listed = whitelist(spec);
  return {
    spec: {
      ...(bare({ ...rest, roles: entriesOf(roles)?.map(withoutTokens) ?? roles }) as object),
      namespaceResourceWhitelist: listed,
      // Its mere presence turns the watch for orphans on.
      ...(orphanedResources !== undefined &&
        orphanedResources !== null && { orphanedResources: bare(orphanedResources) ?? {} }),
    },
  };
}

/** Argo CD adds tokens to the roles: a list of ours without them would revoke them. */
function carry(object: KubeObject, live: KubeObject): KubeObject {
  const project = object as AppProject;
  const tokensOf = ({ name }: ProjectRole): object => {
    const roles = entriesOf((live as AppProject).spec?.roles) ?? [];
    const role = roles.map((entry) => fieldsOf(entry) ?? {}).find((entry) => entry['name'] === name);
    return Array.isArray(role?.['jwtTokens']) ? { jwtTokens: role['jwtTokens'] as unknown } : {};
  };
  const roles = (project.spec?.roles ?? []).map((role) => ({ ...role, ...tokensOf(role) }));
  return { ...project, spec: { ...project.spec, roles } } as AppProject;
}

/** The CRD sets no list type, so every list is atomic for server-side apply, and order counts. */
export const appProject: Kind = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  plural: 'appprojects',
  section: 'projects',
  canonical,
  owned: ['spec'],
  immutable: [],
  carry,
};
