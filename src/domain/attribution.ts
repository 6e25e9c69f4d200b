import type { ManagedFields } from '../api/kube.ts';

export interface Author {
  /** Field manager, as Kubernetes recorded it; empty where it records none. */
  readonly manager: string;
  /** RFC 3339, as Kubernetes recorded it; empty where it records none. */
  readonly time: string;
}

export const UNKNOWN: Author = { manager: '', time: '' };

/**
 * `spec.ingress[0].from` → [`f:spec`, `f:ingress`], `data["a.b"]` → [`f:data`, `f:a.b`]: the fields that managedFields
 * may know; lists of ours are atomic.
 */
function fieldNames(path: string): string[] {
  const quoted = /^(metadata\.(?:labels|annotations)|data)\["(.*)"\]$/.exec(path);
  const plain = (quoted?.[1] ?? path).replace(/\[.*$/, '').split('.');
  return [...plain, ...(quoted?.[2] === undefined ? [] : [quoted[2]])].map((name) => `f:${name}`);
}

/** How many leading names of the path the entry owns: the more, the closer it is to the change. */
function depth({ fieldsV1 }: ManagedFields, names: readonly string[]): number {
  let node: unknown = fieldsV1;
  let found = 0;
  for (const name of names) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) break;
    node = Reflect.get(node, name);
    found += 1;
  }
  return found;
}

/**
 * Who wrote the field at `path`, as far as Kubernetes remembers: the manager that owns it most exactly, the latest of
 * several. A field that was removed has no owner any more: then whoever wrote last. Our own entry never counts, so that
 * nobody is named where nobody else has left a trace; an `Update` under our name never was us: we only apply.
 *
 * Source: meta/v1 ManagedFieldsEntry. The name is what the client said of itself, not an identity.
 */
export function authorOf(managed: readonly ManagedFields[] | undefined, path: string, ourManager: string): Author {
  const names = fieldNames(path);
  const entries = (managed ?? []).filter(({ subresource }) => subresource === undefined || subresource === '');
  const ours = ({ manager, operation }: ManagedFields): boolean => manager === ourManager && operation === 'Apply';
  const ranked = entries
    .filter((entry) => !ours(entry))
    .map((entry) => ({ entry, depth: depth(entry, names) }))
    .toSorted((a, b) => b.depth - a.depth || (b.entry.time ?? '').localeCompare(a.entry.time ?? ''));
  const best = ranked[0]?.entry;
  return best === undefined ? UNKNOWN : { manager: best.manager ?? '', time: best.time ?? '' };
}
