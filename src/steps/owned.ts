import type { KubeObject } from '../api/kube.ts';
import type { Mirror } from '../engine/mirror.ts';
import { keyOf, type ResourceType } from '../engine/object.ts';
import { BY_OWNER, type SourceName, type View } from './observe.ts';

/** Which mirror holds what of the kinds that we generate. A kind without a line here is one that nobody watches. */
const MIRRORS = {
  NetworkPolicy: 'networkPolicies',
  AppProject: 'appProjects',
  ServiceAccount: 'serviceAccounts',
  Role: 'roles',
  RoleBinding: 'roleBindings',
} as const satisfies Readonly<Record<string, SourceName>>;

export type OwnedKind = keyof typeof MIRRORS;

export const OWNED_KINDS = Object.keys(MIRRORS) as readonly OwnedKind[];

export interface Owned {
  readonly type: ResourceType;
  readonly mirror: Mirror<KubeObject>;
  readonly project: (raw: KubeObject) => KubeObject;
}

/** How objects of a kind that we generate are reached and kept. Throws for a kind that has no line above. */
export function owned(kind: string, { mirrors, reflectors }: View): Owned {
  const name = MIRRORS[kind as OwnedKind];
  if (name === undefined) throw new Error(`no mirror holds ${kind}`);
  const { type, project } = reflectors[name].source;
  return { type, mirror: mirrors[name] as unknown as Mirror<KubeObject>, project };
}

/** What is there under a key of {@link ../domain/plan.ts objectKey}. */
export function liveObject(key: string, view: View): KubeObject | undefined {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  if (MIRRORS[kind as OwnedKind] === undefined) return undefined;
  return owned(kind, view).mirror.get(keyOf({ name, namespace: namespace === '' ? undefined : namespace }));
}

/** Everything that is labelled with the policy's uid, of every kind and in every namespace. */
export function ownedBy(uid: string, view: View): KubeObject[] {
  return OWNED_KINDS.flatMap((kind) => owned(kind, view).mirror.by(BY_OWNER, uid));
}
