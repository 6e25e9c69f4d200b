import type { PolicyRule } from '../api/kube.ts';
import type { Access } from '../domain/facts.ts';
import { rbacGraph } from '../domain/semantics/rbac/graph.ts';
import { MASTERS } from '../domain/semantics/rbac/subject.ts';
import { rulesFor } from '../domain/semantics/rbac/who-can.ts';
import type { Identity } from './identity.ts';
import type { SourceName, View } from './observe.ts';

const READ = ['roles', 'clusterRoles', 'roleBindings', 'clusterRoleBindings'] as const satisfies readonly SourceName[];

interface Cached {
  access: Access | undefined;
  /** Who we are, and what we may grant: read at its narrowest, as nothing is granted on a guess. */
  grantable: { readonly identity: Identity; readonly rules: readonly PolicyRule[] } | undefined;
}

const caches = new WeakMap<View, Cached>();

/** Built once for each state of the roles and bindings: thousands of objects, which every plan asks about. */
function cacheOf(view: View): Cached {
  const known = caches.get(view);
  if (known !== undefined) return known;
  const cached: Cached = { access: undefined, grantable: undefined };
  const drop = (): void => {
    cached.access = undefined;
    cached.grantable = undefined;
  };
  for (const name of READ) {
    view.mirrors[name].onChange(drop);
    view.reflectors[name].onState(drop);
  }
  caches.set(view, cached);
  return cached;
}

/** Who may do what in the cluster; undefined while not all of it can be seen. */
export function accessOf(view: View): Access | undefined {
  const { mirrors, reflectors } = view;
  if (READ.some((name) => !['synced', 'failing'].includes(reflectors[name].state))) return undefined;
  const cached = cacheOf(view);
  if (cached.access === undefined) {
    const objects = {
      roles: mirrors.roles.values(),
      clusterRoles: mirrors.clusterRoles.values(),
      roleBindings: mirrors.roleBindings.values(),
      clusterRoleBindings: mirrors.clusterRoleBindings.values(),
    };
    cached.access = { graph: rbacGraph(objects), objects };
  }
  return cached.access;
}

const EVERYTHING: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/** What somebody may do everywhere, and so may grant to others in every namespace; undefined while it is not known. */
export function grantableBy(view: View, identity: Identity | undefined): readonly PolicyRule[] | undefined {
  const access = accessOf(view);
  if (access === undefined || identity === undefined) return undefined;
  if (identity.groups.includes(MASTERS)) return EVERYTHING;
  const cached = cacheOf(view);
  if (cached.grantable?.identity !== identity) {
    // What holds in some namespaces only is nothing that can be granted in every one.
    const rules = rulesFor(rbacGraph(access.objects, 'narrowest'), identity);
    cached.grantable = { identity, rules };
  }
  return cached.grantable.rules;
}
