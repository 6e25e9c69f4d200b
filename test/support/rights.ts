import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { AuditEntry } from './audit-log.ts';
import { kubectl } from './kubectl.ts';
import type { Overlay } from './operator-account.ts';

const ref = z.object({ kind: z.string(), name: z.string() });
const rule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).default([]),
  verbs: z.array(z.string()),
});
const metadata = z.object({ name: z.string(), namespace: z.string().default('') });
const role = z.object({ kind: z.enum(['Role', 'ClusterRole']), metadata, rules: z.array(rule) });
const binding = z.object({ kind: z.enum(['RoleBinding', 'ClusterRoleBinding']), metadata, roleRef: ref });

export type Rule = z.output<typeof rule>;

/** One rule of a role, where it is bound. */
export interface Grant {
  /** `Role` or `ClusterRole`, and where it is. */
  readonly role: z.output<typeof role>;
  readonly rule: Rule;
  /** Where it holds; empty for the whole cluster. */
  readonly namespace: string;
}

interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name?: string;
  readonly namespace: string;
}

/** `patch networking.k8s.io/networkpolicies in argocd`, `patch /configmaps argocd-cm in argocd`. */
const rightText = ({ verb, group, resource, name = '', namespace }: Right): string =>
  `${verb} ${group}/${resource}${name === '' ? '' : ` ${name}`} in ${namespace === '' ? 'the cluster' : namespace}`;

/**
 * What overlays of config/ grant to whom their bindings name. Fails on a rule with unknown fields. Aggregated roles have
 * no rules of their own, and those that they add up have no bindings: what may be granted to others is not among it.
 */
export async function grantsOf(kubeconfig: string, overlays: readonly Overlay[]): Promise<readonly Grant[]> {
  const texts = await Promise.all(overlays.map((overlay) => kubectl(kubeconfig, ['kustomize', `config/${overlay}`])));
  const documents = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as object));
  const roles = documents.filter((document) => 'rules' in document).map((document) => role.parse(document));
  const bindings = documents.filter((document) => 'roleRef' in document).map((document) => binding.parse(document));
  return bindings.flatMap(({ roleRef, metadata: { namespace } }) =>
    roles
      .filter((candidate) => isNamed(candidate, roleRef, namespace))
      .flatMap((found) => found.rules.map((entry) => ({ role: found, rule: entry, namespace }))),
  );
}

/** What the audit of the cluster takes has a test of its own. */
export const isOfAudit = ({
  role: {
    metadata: { name },
  },
}: Grant): boolean => name.startsWith('gitops-security-operator-audit');

function isNamed({ kind, metadata: { name, namespace } }: Grant['role'], to: z.output<typeof ref>, inside: string) {
  return kind === to.kind && name === to.name && (kind === 'ClusterRole' || namespace === inside);
}

function rightsOf({ rule: { apiGroups, resources, resourceNames, verbs }, namespace }: Grant): string[] {
  const names = resourceNames.length === 0 ? [''] : resourceNames;
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name) => rightText({ verb, group, resource, name, namespace }))),
    ),
  );
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();

/** Everything that is granted, sorted, with the names of objects where a rule has some. */
export const grantedRights = (grants: readonly Grant[]): readonly string[] => distinct(grants.flatMap(rightsOf));

/** What a request was allowed by. */
function rightsFor({ verb, objectRef, responseStatus: { code } }: AuditEntry): Right[] {
  if (objectRef === undefined) return [];
  const { apiGroup: group, resource: plural, subresource, namespace, name } = objectRef;
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  // A patch that creates is asked for both rights, and is written down as a patch.
  const verbs = verb === 'patch' && code === 201 ? [verb, 'create'] : [verb];
  return verbs.map((used) => ({ verb: used, group, resource, name, namespace }));
}

/**
 * The rights that requests made use of, sorted, in the form in which they are granted: with the name of an object where
 * the rule has it. What is granted in the whole cluster and was used in one namespace only is granted too widely.
 */
export function usedRights(requests: readonly AuditEntry[], grants: readonly Grant[]): readonly string[] {
  const granted = new Set(grantedRights(grants));
  const used = requests.flatMap(rightsFor);
  const anywhere = (right: Right): Right => ({ ...right, namespace: '' });
  const nameless = ({ name: _, ...right }: Right): Right => right;
  const places = Map.groupBy(used, (right) => rightText(anywhere(nameless(right))));
  const formsOf = (right: Right): Right[] => {
    const all = places.get(rightText(anywhere(nameless(right)))) ?? [];
    const isWide = new Set(all.map(({ namespace }) => namespace)).size > 1;
    return [right, nameless(right), ...(isWide ? [anywhere(right), anywhere(nameless(right))] : [])];
  };
  return distinct(
    used.map(
      (right) =>
        formsOf(right)
          .map(rightText)
          .find((text) => granted.has(text)) ?? rightText(nameless(right)),
    ),
  );
}
