import type { Call } from './exchange.ts';
import { collectionPath, type KubeObject, type ResourceType } from './object.ts';

/** What a mirror holds: which objects, and what of them. */
export interface Source<T extends KubeObject> {
  readonly type: ResourceType;
  /** Only this namespace; otherwise the whole cluster. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ask the server for metadata only: for kinds whose content is never read. */
  readonly metadataOnly?: boolean;
  /** How many objects are asked for at once, where each may be large; 500 otherwise. */
  readonly pageSize?: number;
  /** Keeps the fields that are read, and drops the rest: what is not kept costs no memory. Must not throw. */
  readonly project: (raw: KubeObject) => T;
}

type Query = Readonly<Record<string, string | number | boolean>>;

/** meta/v1: what is asked for in place of the whole objects. */
const METADATA = { list: 'PartialObjectMetadataList', watch: 'PartialObjectMetadata' } as const;

/** The request for the source's objects; what is empty in the query is left out. */
export function callFor<T extends KubeObject>(source: Source<T>, verb: keyof typeof METADATA, query: Query): Call {
  const { type, namespace, labelSelector = '', fieldSelector = '', metadataOnly = false } = source;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries<Query[string]>({ ...query, labelSelector, fieldSelector }))
    if (value !== '') search.set(name, String(value));
  return {
    method: 'GET',
    path: `${collectionPath(type, namespace)}?${search.toString()}`,
    ...(metadataOnly && { accept: `application/json;as=${METADATA[verb]};v=v1;g=meta.k8s.io` }),
  };
}
