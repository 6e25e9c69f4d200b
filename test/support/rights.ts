import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { AuditEntry } from './audit-log.ts';
import { kubectl } from './kubectl.ts';

const ref = z.object({ kind: z.string(), name: z.string() });
const rule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
const metadata = z.object({ name: z.string(), namespace: z.string().default('') });
const role = z.object({ kind: z.enum(['Role', 'ClusterRole']), metadata, rules: z.array(rule) });
const binding = z.object({ kind: z.enum(['RoleBinding', 'ClusterRoleBinding']), metadata, roleRef: ref });

type Role = z.output<typeof role>;

/** `patch networking.k8s.io/networkpolicies in argocd`; names are left out, as those who watch or create give none. */
const right = (verb: string, group: string, resource: string, namespace: string): string =>
  `${verb} ${group}/${resource} in ${namespace === '' ? 'the cluster' : namespace}`;

/** What an overlay of config/ grants to whom its bindings name, sorted. Fails on a rule with unknown fields. */
export async function grantedRights(kubeconfig: string, overlay: string): Promise<readonly string[]> {
  const documents = parseAllDocuments(await kubectl(kubeconfig, ['kustomize', `config/${overlay}`])).map(
    (document) => document.toJS() as unknown,
  );
  const roles = documents.flatMap((document) => role.safeParse(document).data ?? []);
  const bindings = documents.flatMap((document) => binding.safeParse(document).data ?? []);
  const rights = bindings.flatMap(({ roleRef, metadata: { namespace } }) =>
    roles.filter((candidate) => isNamed(candidate, roleRef, namespace)).flatMap((found) => rightsOf(found, namespace)),
  );
  return [...new Set(rights)].toSorted();
}

const isNamed = ({ kind, metadata: { name, namespace } }: Role, to: z.output<typeof ref>, inside: string): boolean =>
  kind === to.kind && name === to.name && (kind === 'ClusterRole' || namespace === inside);

const rightsOf = ({ rules }: Role, namespace: string): string[] =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => right(verb, group, resource, namespace))),
    ),
  );

/** The rights that requests made use of, sorted. */
export function usedRights(requests: readonly AuditEntry[]): readonly string[] {
  const rights = requests.flatMap(({ verb, objectRef, responseStatus: { code } }) => {
    if (objectRef === undefined) return [];
    const { apiGroup, resource, subresource, namespace } = objectRef;
    const what = subresource === undefined ? resource : `${resource}/${subresource}`;
    // A patch that creates is asked for both rights, and is written down as a patch.
    const verbs = verb === 'patch' && code === 201 ? [verb, 'create'] : [verb];
    return verbs.map((used) => right(used, apiGroup, what, namespace));
  });
  return [...new Set(rights)].toSorted();
}
