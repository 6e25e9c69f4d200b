import { z } from 'zod';
import type { KubeObject } from '../api/kube.ts';
import { readApplicationSet } from '../domain/argocd/audit/application-set.ts';
import type {
  Application,
  ApplicationSet,
  AppProject,
  AppProjectSpec,
  DeployedKind,
} from '../domain/argocd/resources.ts';
import { byText } from '../domain/order.ts';
import { entriesOf, fieldsOf } from '../domain/semantics/unknown.ts';
import { metadataOnly, ownable, type Raw } from './projections.ts';

/**
 * What is kept of Argo CD's own kinds. Their CRDs belong to somebody else and may say anything: what is not of the
 * type that Argo CD gives it counts as absent. None of these throws, whatever an object holds.
 */

const text = z.string().max(4096).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).optional().catch(undefined);
const texts = listOf(z.string().max(4096));
const source = z.object({ repoURL: text, chart: text, targetRevision: text });
const destination = z.object({ server: text, name: text, namespace: text });
const automated = z.object({ enabled: flag, prune: flag, selfHeal: flag, allowEmpty: flag });
const ignored = z.object({
  group: text,
  kind: text,
  name: text,
  namespace: text,
  jsonPointers: texts,
  jqPathExpressions: texts,
  managedFieldsManagers: texts,
});

const applicationSpec = z
  .object({
    project: text,
    source: source.optional().catch(undefined),
    sources: listOf(source),
    sourceHydrator: z
      .object({ drySource: source.optional().catch(undefined), syncSource: source.optional().catch(undefined) })
      .optional()
      .catch(undefined),
    destination: destination.optional().catch(undefined),
    syncPolicy: z
      .object({ automated: automated.optional().catch(undefined), syncOptions: texts })
      .optional()
      .catch(undefined),
    ignoreDifferences: listOf(ignored),
  })
  .catch({});

const kind = z.object({ group: z.string().catch(''), kind: z.string().catch(''), name: text });
const orphan = z.object({ group: text, kind: text, name: text });
const token = z.object({ iat: z.number().catch(0), exp: number, id: text });
const role = z.object({
  name: z.string().catch(''),
  description: text,
  policies: texts,
  groups: texts,
  jwtTokens: listOf(token),
});
const account = z.object({
  server: z.string().catch(''),
  namespace: text,
  defaultServiceAccount: z.string().catch(''),
});
const syncWindow = z.object({
  kind: text,
  schedule: text,
  duration: text,
  applications: texts,
  namespaces: texts,
  clusters: texts,
  manualSync: flag,
  timeZone: text,
  andOperator: flag,
  description: text,
  syncOverrun: flag,
});
const integrity = z.object({
  repos: z.array(z.object({ url: z.string().catch('') })).catch([]),
  gpg: z
    .object({ mode: z.string().catch(''), keys: texts })
    .optional()
    .catch(undefined),
});

const projectSpec = z
  .object({
    description: text,
    sourceRepos: texts,
    sourceNamespaces: texts,
    destinations: listOf(destination),
    permitOnlyProjectScopedClusters: flag,
    destinationServiceAccounts: listOf(account),
    clusterResourceWhitelist: listOf(kind),
    clusterResourceBlacklist: listOf(kind),
    namespaceResourceWhitelist: listOf(kind),
    namespaceResourceBlacklist: listOf(kind),
    roles: listOf(role),
    syncWindows: listOf(syncWindow),
    orphanedResources: z
      .object({ warn: flag, ignore: listOf(orphan) })
      .optional()
      .catch(undefined),
    signatureKeys: listOf(z.object({ keyID: z.string().catch('') })),
    sourceIntegrity: z
      .object({
        git: z
          .object({ policies: listOf(integrity) })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** Undefined fields are left out, as JSON would. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const MAX_DEPLOYED = 500;

/** Each kind and namespace once: what of it there is does not matter to a project. */
function deployed({ status }: Raw): DeployedKind[] {
  const found = (entriesOf(fieldsOf(status)?.['resources']) ?? []).flatMap((entry): DeployedKind[] => {
    const { group, kind: name, namespace } = fieldsOf(entry) ?? {};
    if (typeof name !== 'string') return [];
    const inside = typeof namespace === 'string' && namespace !== '' ? { namespace } : {};
    return [{ group: typeof group === 'string' ? group : '', kind: name, ...inside }];
  });
  const unique = new Map(found.map((entry) => [`${entry.group}/${entry.kind}/${entry.namespace ?? ''}`, entry]));
  return [...unique.values()].toSorted(byText((entry) => JSON.stringify(entry))).slice(0, MAX_DEPLOYED);
}

const SKIP = 'argocd.argoproj.io/skip-reconcile';
/** As Go reads it: strconv.ParseBool. */
const TRUE: readonly unknown[] = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/** Annotations and owners are of the API server's own types. */
function marksOf({ metadata }: KubeObject): Pick<Application, 'skipsReconcile' | 'generatedBy'> {
  const { annotations, ownerReferences = [] } = metadata;
  const generator = ownerReferences.find(({ kind: owner, controller }) => owner === 'ApplicationSet' && controller);
  return {
    ...(TRUE.includes(annotations?.[SKIP]) && { skipsReconcile: true }),
    ...(generator !== undefined && { generatedBy: generator.name }),
  };
}

export function application(raw: KubeObject): Application {
  const { syncPolicy, ...rest } = applicationSpec.parse((raw as Raw).spec) as z.output<typeof applicationSpec> & {
    syncPolicy?: { automated?: object; syncOptions?: string[] };
  };
  const { automated: auto, syncOptions } = syncPolicy ?? {};
  const spec = plain({ ...rest, automated: auto, syncOptions }) as NonNullable<Application['spec']>;
  return { ...metadataOnly(raw), spec, deployed: deployed(raw as Raw), ...marksOf(raw) };
}

/** Whole, as any part of it may be the one that widens it; its status holds copies of tokens only. */
export function appProject(raw: KubeObject): KubeObject & { readonly spec?: unknown } {
  const { apiVersion, kind: name, spec } = raw as Raw;
  return { apiVersion, kind: name, metadata: ownable(raw), ...(spec !== undefined && { spec }) };
}

const readable = new WeakMap<object, AppProject>();

/** A project for those who ask what it permits: every field is of the type that Argo CD gives it, or absent. */
export function readProject(kept: KubeObject & { readonly spec?: unknown }): AppProject {
  const known = readable.get(kept);
  if (known !== undefined) return known;
  const spec = plain(projectSpec.parse(kept.spec)) as AppProjectSpec;
  const project: AppProject = { apiVersion: kept.apiVersion, kind: kept.kind, metadata: kept.metadata, spec };
  readable.set(kept, project);
  return project;
}

export interface CrdSchema extends KubeObject {
  /** Of `spec` in the version that is read; undefined where there is none. */
  readonly schema: unknown;
}

/** What the installed AppProject CRD says about `spec`: fields that it does not know are dropped without a word. */
export function appProjectCrd(raw: KubeObject): CrdSchema {
  const versions = entriesOf(fieldsOf((raw as Raw).spec)?.['versions']) ?? [];
  const version = versions.map((entry) => fieldsOf(entry) ?? {}).find(({ name }) => name === 'v1alpha1');
  const root = fieldsOf(fieldsOf(version?.['schema'])?.['openAPIV3Schema']);
  return { ...metadataOnly(raw), schema: fieldsOf(root?.['properties'])?.['spec'] };
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
  return { ...metadataOnly(raw), repoURLs: unique('repoURL'), servers: unique('server'), ...readApplicationSet(spec) };
}
