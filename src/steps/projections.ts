import { z } from 'zod';
import type { Container, EnvVar, KubeObject, Labels, NetworkPolicy, ObjectMeta, Workload } from '../api/kube.ts';
import { metaOf } from '../domain/audit/read/seen.ts';
import { TRACKING_ID } from '../domain/gitops/tracking.ts';
import { MANAGER } from '../domain/marks.ts';

/**
 * What is kept of each kind: the fields that are read, and no more, as everything kept costs memory for each object in
 * the cluster. None of these throws, whatever an object holds.
 */

export type Raw = KubeObject & { readonly spec?: unknown; readonly [field: string]: unknown };

/**
 * The metadata of a kind that we generate. Who wrote what is kept where we did, which tells an edit of ours from
 * what is not ours at all; for the thousands that we never touched, it would be most of what they take.
 */
export function ownable(raw: KubeObject): ObjectMeta {
  const { annotations, managedFields, ownerReferences } = raw.metadata;
  const ours = managedFields?.some(({ manager }) => manager === MANAGER) ?? false;
  const tracking = annotations?.[TRACKING_ID];
  return {
    ...metaOf(raw),
    ...(ownerReferences !== undefined && { ownerReferences }),
    ...(ours && { managedFields, annotations }),
    ...(!ours && tracking !== undefined && { annotations: { [TRACKING_ID]: tracking } }),
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

/** Only what Argo CD's own variables are called, and never what may hold a password. */
const isSetting = ({ name }: EnvVar): boolean =>
  /^(ARGOCD|REDIS)_/.test(name) && !/PASSWORD|SECRET|TOKEN(?!REF)/.test(name);

/** A value from elsewhere is not read, but that there is one counts: the variable is then not what it is by default. */
function variable({ name, value, valueFrom }: EnvVar): EnvVar {
  const ref = valueFrom?.configMapKeyRef;
  const from = ref === undefined ? {} : { configMapKeyRef: ref };
  return { name, ...(value !== undefined && { value }), ...(valueFrom !== undefined && { valueFrom: from }) };
}

function container({ name, image, command, args, ports, env }: Container): Container {
  return {
    name,
    ...(image !== undefined && { image }),
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    ...(ports !== undefined && { ports }),
    ...(env !== undefined && { env: env.filter(isSetting).map(variable) }),
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
          ...(pod.serviceAccountName !== undefined && { serviceAccountName: pod.serviceAccountName }),
          initContainers: (pod.initContainers ?? []).map(container),
          containers: pod.containers.map(container),
        },
      },
    },
  };
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
