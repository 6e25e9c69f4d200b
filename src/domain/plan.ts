import { createHash } from 'node:crypto';
import type { KubeObject } from '../api/kube.ts';
import { differences } from './differences.ts';
import type { Difference, Kind } from './kinds/kind.ts';
import { managingTool, mayHeal, mayPrune, type Owner } from './ownership.ts';

export type Change =
  | { readonly action: 'Create'; readonly object: KubeObject }
  | {
      readonly action: 'Update';
      readonly object: KubeObject;
      readonly live: KubeObject;
      readonly differences: readonly Difference[];
    }
  | { readonly action: 'Delete'; readonly live: KubeObject }
  | { readonly action: 'Blocked'; readonly object: KubeObject; readonly live: KubeObject; readonly message: string };

export interface PlanInput {
  readonly owner: Owner;
  /** What shall be there. */
  readonly desired: readonly KubeObject[];
  /** What is there: at least everything of the names in `desired`, and everything labelled with the owner. */
  readonly live: readonly KubeObject[];
  /** Keys of objects that we wrote before: see {@link objectKey}. */
  readonly known: Pick<ReadonlySet<string>, 'has'>;
  /** Keys of objects that stay as they are for now, as it is not known what they should be. */
  readonly kept: ReadonlySet<string>;
  readonly takeOwnership: boolean;
  readonly kinds: readonly Kind[];
}

/** How a status names an object. */
export const refOf = ({ kind, metadata: { namespace, name } }: Pick<KubeObject, 'kind' | 'metadata'>) => ({
  kind,
  name,
  ...(namespace !== undefined && { namespace }),
});

/** Unique among all objects that we generate. */
export function objectKey({ kind, metadata: { namespace = '', name } }: KubeObject): string {
  return `${kind}/${namespace}/${name}`;
}

/** Tells whether an object is what was applied before: equal objects have equal fingerprints. */
export function fingerprint(object: KubeObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16);
}

/** What to do about one object that shall be there; undefined when it is there already, as it should be. */
export function planOne(
  object: KubeObject,
  live: KubeObject | undefined,
  input: Pick<PlanInput, 'owner' | 'known' | 'takeOwnership' | 'kinds'>,
): Change | undefined {
  if (live === undefined) return { action: 'Create', object };
  const known = input.known.has(objectKey(object));
  const kind = input.kinds.find((candidate) => candidate.kind === object.kind);
  if (!input.takeOwnership && !mayHeal(live, kind, input.owner, known))
    return { action: 'Blocked', object, live, message: notOurs(live) };
  const found = kind === undefined ? [] : differences(object, live, kind);
  return found.length === 0 ? undefined : { action: 'Update', object, live, differences: found };
}

/**
 * Desired × live × owned → what to change, in the order of `desired`, deletions last. Applying the plan leaves no
 * plan. Nothing that is not ours is ever in it but as `Blocked`.
 */
export function plan(input: PlanInput): Change[] {
  const live = new Map(input.live.map((object) => [objectKey(object), object]));
  const wanted = new Set(input.desired.map(objectKey));
  const changes = input.desired.flatMap((object) => planOne(object, live.get(objectKey(object)), input) ?? []);
  const leftovers = input.live.filter((object) => {
    const key = objectKey(object);
    const kind = input.kinds.find((candidate) => candidate.kind === object.kind);
    return !wanted.has(key) && !input.kept.has(key) && mayPrune(object, kind, input.owner);
  });
  return [...changes, ...leftovers.map((object): Change => ({ action: 'Delete', live: object }))];
}

/**
 * A JSON merge patch that takes away what others added where we send nothing: server-side apply leaves such fields.
 *
 * @returns undefined where nothing was added, or only to a list, which apply replaces as a whole
 */
export function pruning(found: readonly Difference[]): object | undefined {
  const added = found.filter(({ path, wanted }) => wanted === undefined && !/[["]/.test(path));
  if (added.length === 0) return undefined;
  const patch = emptyNode();
  for (const { path } of added) {
    const names = path.split('.');
    let node = patch;
    for (const name of names.slice(0, -1)) node = (node[name] ??= emptyNode()) as Record<string, unknown>;
    node[names.at(-1) ?? ''] = null;
  }
  return patch;
}

/** Names come from outside, and one may be `__proto__`. */
const emptyNode = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/**
 * A JSON merge patch that takes away what is not ours of the metadata of that very object. The record of who wrote what
 * is reset as well, since what it speaks of has gone.
 */
export function clearing(object: KubeObject, live: KubeObject): object {
  const without = (field: 'labels' | 'annotations'): object => {
    const foreign = Object.keys(live.metadata[field] ?? {}).filter(
      (key) => object.metadata[field]?.[key] === undefined,
    );
    return Object.fromEntries(foreign.map((key) => [key, null]));
  };
  return {
    metadata: {
      uid: live.metadata.uid,
      labels: without('labels'),
      annotations: without('annotations'),
      ownerReferences: object.metadata.ownerReferences ?? [],
      managedFields: [{}],
    },
  };
}

function notOurs(live: KubeObject): string {
  const tool = managingTool(live);
  const remedy = 'rename or remove it, or set spec.takeOwnership';
  return tool === undefined
    ? `an object of this name exists that was not made for this policy: ${remedy}`
    : `an object of this name is managed by ${tool}: remove it at its source, or set spec.takeOwnership`;
}
