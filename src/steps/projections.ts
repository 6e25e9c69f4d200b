import { z } from 'zod';
import type { Container, KubeObject, Labels, NetworkPolicy, ObjectMeta, Workload } from '../api/kube.ts';
import type { ApplicationSet, Application, AppProject } from '../domain/facts.ts';

/**
 * What is kept of each kind: the fields that are read, and no more, as everything kept costs memory for each object in
 * the cluster. None of these throws, whatever an object holds.
 */

type Raw = KubeObject & { readonly spec?: unknown; readonly [field: string]: unknown };

function metaOf({ metadata }: KubeObject): ObjectMeta {
  const { name, namespace, uid, resourceVersion, labels } = metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(labels !== undefined && { labels }),
  };
}

export function namespace(raw: KubeObject): KubeObject {
  const { deletionTimestamp } = raw.metadata;
  const metadata = { ...metaOf(raw), ...(deletionTimestamp !== undefined && { deletionTimestamp }) };
  return { apiVersion: raw.apiVersion, kind: raw.kind, metadata };
}

export function metadataOnly(raw: KubeObject): KubeObject {
  return { apiVersion: raw.apiVersion, kind: raw.kind, metadata: metaOf(raw) };
}

/** Whole but for its status: any part of it may be the one that opens something. */
export function networkPolicy(raw: KubeObject): NetworkPolicy {
  const { apiVersion, kind, metadata, spec } = raw as NetworkPolicy;
  return { apiVersion, kind, metadata, ...(spec !== undefined && { spec }) };
}

/** Of a GitOpsSecurityPolicy everything is kept: it is parsed when it is planned. */
export function policy(raw: KubeObject): Raw {
  const { managedFields: _, ...metadata } = raw.metadata;
  return { ...raw, metadata };
}

function container({ name, image, command, args, ports }: Container): Container {
  return {
    name,
    ...(image !== undefined && { image }),
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    ...(ports !== undefined && { ports }),
  };
}

/** A Deployment or StatefulSet, which the API server has validated. */
export function workload(raw: KubeObject): Workload {
  const { spec } = raw as Workload;
  const { metadata, spec: pod } = spec.template;
  const labels: Labels = metadata?.labels ?? {};
  return {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    metadata: metaOf(raw),
    spec: {
      ...(spec.selector !== undefined && { selector: spec.selector }),
      template: {
        metadata: { labels },
        spec: {
          ...(pod.hostNetwork !== undefined && { hostNetwork: pod.hostNetwork }),
          initContainers: (pod.initContainers ?? []).map(container),
          containers: pod.containers.map(container),
        },
      },
    },
  };
}

/** Argo CD's own kinds: their CRDs belong to somebody else and may say anything. */
const text = z.string().max(4096).optional().catch(undefined);
const source = z.object({ repoURL: text });
const destination = z.object({ server: text, name: text, namespace: text });

const applicationSpec = z
  .object({
    project: text,
    source: source.optional().catch(undefined),
    sources: z.array(source).optional().catch(undefined),
    destination: destination.optional().catch(undefined),
  })
  .catch({});

const projectSpec = z
  .object({
    sourceRepos: z.array(z.string()).optional().catch(undefined),
    destinations: z.array(destination).optional().catch(undefined),
  })
  .catch({});

/** Undefined fields are left out, as JSON would. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function application(raw: KubeObject): Application {
  const spec = plain(applicationSpec.parse((raw as Raw).spec)) as NonNullable<Application['spec']>;
  return { ...metadataOnly(raw), spec };
}

export function appProject(raw: KubeObject): AppProject {
  const spec = plain(projectSpec.parse((raw as Raw).spec)) as NonNullable<AppProject['spec']>;
  return { ...metadataOnly(raw), spec };
}

const MAX_DEPTH = 32;

/** Every text under one of the names, at any depth: generators of ApplicationSets nest in each other. */
function textsAt(value: unknown, names: ReadonlySet<string>, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    typeof entry === 'string' && names.has(name) ? [entry] : textsAt(entry, names, depth + 1),
  );
}

export function applicationSet(raw: KubeObject): ApplicationSet {
  const { spec } = raw as Raw;
  const unique = (...names: string[]): string[] => [...new Set(textsAt(spec, new Set(names)))].toSorted();
  return { ...metadataOnly(raw), repoURLs: unique('repoURL'), servers: unique('server') };
}

const slice = z.object({
  endpoints: z
    .array(
      z.object({ addresses: z.array(z.string()), conditions: z.object({ ready: z.boolean().nullish() }).nullish() }),
    )
    .nullish(),
  ports: z.array(z.object({ name: z.string().nullish(), port: z.int().nullish() })).nullish(),
});

export interface Endpoints extends KubeObject {
  readonly endpoints: readonly { readonly address: string; readonly port: number }[];
}

/** The addresses and ports of an EndpointSlice; an endpoint that does not say that it is unready is ready. */
export function endpointSlice(raw: KubeObject): Endpoints {
  const { data } = slice.safeParse(raw);
  const addresses = (data?.endpoints ?? []).flatMap((entry) =>
    entry.conditions?.ready === false ? [] : entry.addresses,
  );
  const ports = (data?.ports ?? []).flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
  const endpoints = addresses.flatMap((address) => ports.map((port) => ({ address, port })));
  return { ...metadataOnly(raw), endpoints };
}

const service = z.object({
  spec: z.object({
    clusterIPs: z.array(z.string()).default([]),
    ports: z.array(z.object({ port: z.int() })).default([]),
  }),
});

/** The addresses of a Service before their translation: some network plugins judge those. */
export function serviceAddresses(raw: KubeObject): Endpoints {
  const spec = service.safeParse(raw).data?.spec ?? { clusterIPs: [], ports: [] };
  const endpoints = spec.clusterIPs
    .filter((address) => address !== 'None')
    .flatMap((address) => spec.ports.map(({ port }) => ({ address, port })));
  return { ...metadataOnly(raw), endpoints };
}
