import type { ConfigMap, KubeObject, ManagedFields, Role, RoleBinding } from '../api/kube.ts';
import { shownUrl } from '../domain/argocd/project/git-url.ts';
import type { ArgoSecret, RunningPod } from '../domain/facts.ts';
import { entriesOf, fieldsOf } from '../domain/semantics/unknown.ts';
import { metadataOnly, ownable, type Raw } from './projections.ts';

/** What is kept of who may do what, and of Argo CD's settings. None of these throws, whatever an object holds. */

export function role(raw: KubeObject): Role {
  const { rules, aggregationRule } = raw as Role;
  return {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    metadata: ownable(raw),
    rules: rules ?? [],
    ...(aggregationRule !== undefined && { aggregationRule }),
  };
}

export function roleBinding(raw: KubeObject): RoleBinding {
  const { subjects, roleRef } = raw as RoleBinding;
  return { apiVersion: raw.apiVersion, kind: raw.kind, metadata: ownable(raw), subjects: subjects ?? [], roleRef };
}

export interface ServiceAccount extends KubeObject {
  readonly automountServiceAccountToken?: boolean;
}

export function serviceAccount(raw: KubeObject): ServiceAccount {
  const { automountServiceAccountToken: mounted } = raw as ServiceAccount;
  return {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    metadata: ownable(raw),
    ...(mounted !== undefined && { automountServiceAccountToken: mounted }),
  };
}

/** Those whose values are read; of the keys in the keyring, only their ids. */
const READ = new Set(['argocd-cm', 'argocd-cmd-params-cm', 'argocd-rbac-cm']);
const NAMED = 'argocd-gpg-keys-cm';

export function configMap(raw: KubeObject): ConfigMap {
  const { name, managedFields, annotations } = raw.metadata as KubeObject['metadata'] & {
    managedFields?: ManagedFields[];
  };
  const kept = metadataOnly(raw);
  if (!READ.has(name) && name !== NAMED) return kept;
  const data = Object.entries(fieldsOf((raw as Raw)['data']) ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, name === NAMED ? '' : value] as const] : [],
  );
  const metadata = {
    ...ownable(raw),
    ...(managedFields !== undefined && { managedFields }),
    ...(annotations !== undefined && { annotations }),
  };
  return { ...kept, metadata, data: Object.fromEntries(data) };
}

export function pod(raw: KubeObject): RunningPod {
  const statuses = entriesOf(fieldsOf((raw as Raw)['status'])?.['containerStatuses']) ?? [];
  const times = statuses.flatMap((entry) => {
    const { startedAt } = fieldsOf(fieldsOf(fieldsOf(entry)?.['state'])?.['running']) ?? {};
    return typeof startedAt === 'string' ? [startedAt] : [];
  });
  return { ...metadataOnly(raw), startedAt: times.toSorted()[0] ?? '' };
}

/** What makes Argo CD take a Secret for a repository or a cluster. */
const TYPE = 'argocd.argoproj.io/secret-type';

export const secretName = (raw: KubeObject): ArgoSecret => ({
  ...metadataOnly(raw),
  type: raw.metadata.labels?.[TYPE] ?? '',
});

const FIELDS = ['project', 'url', 'server', 'name', 'namespaces'] as const;

const decoded = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 65_536 ? Buffer.from(value, 'base64').toString('utf8') : undefined;

/** Five fields, and nothing else: everything beside them is a credential, and so may be what stands in a URL. */
export function secretFields(raw: KubeObject): ArgoSecret {
  const data = fieldsOf((raw as Raw)['data']) ?? {};
  const fields = FIELDS.flatMap((field) => {
    const value = decoded(data[field]);
    return value === undefined ? [] : [[field, shownUrl(value)] as const];
  });
  return { ...secretName(raw), fields: Object.fromEntries(fields) };
}
