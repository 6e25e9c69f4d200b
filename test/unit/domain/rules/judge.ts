import type { KubeObject, Role, RoleBinding } from '../../../../src/api/kube.ts';
import { spec as specSchema } from '../../../../src/api/spec.ts';
import { type Finding, judgeNamespace, judgeObject, judgeWhole } from '../../../../src/domain/audit/judge.ts';
import { readAs, subjectOf } from '../../../../src/domain/audit/read/index.ts';
import {
  type NamespaceView,
  type RbacView,
  type Rule,
  type RuleContext,
  subjectsOf,
} from '../../../../src/domain/audit/rule.ts';
import type { SubjectName, Subjects } from '../../../../src/domain/audit/subjects.ts';
import { RULES } from '../../../../src/domain/rules/index.ts';
import { rbacGraph } from '../../../../src/domain/semantics/rbac/graph.ts';
import { factsFrom } from './argocd/facts.ts';
import type { RuleCase } from './case.ts';

/** The rule of an id, which must exist. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((entry) => entry.id === id);
  if (rule === undefined) throw new Error(`no rule has the id ${id}`);
  return rule;
}

const DAY_MS = 86_400_000;

function contextOf({ audit = {}, spec = {}, today = '2026-11-25' }: RuleCase): RuleContext {
  const parsed = specSchema.parse({ ...spec, audit });
  const now = Math.floor(Date.parse(today) / DAY_MS) * DAY_MS;
  return { spec: parsed as RuleContext['spec'], today: now };
}

function all<S extends SubjectName>(subject: S, objects: readonly KubeObject[]): Subjects[S][] {
  return objects.filter(({ kind }) => subjectOf(kind) === subject).map((raw) => readAs(subject, raw));
}

const ofKind = <T extends KubeObject>(kind: string, objects: readonly KubeObject[]): T[] =>
  objects.filter((entry) => entry.kind === kind) as T[];

/** What is known of one namespace, when these objects are all there is. */
export function namespaceView(name: string, objects: readonly KubeObject[]): NamespaceView {
  const own = objects.filter(({ metadata }) => metadata.namespace === name);
  const namespaces = all('namespace', objects);
  const namespace = namespaces.find(({ metadata }) => metadata.name === name);
  const secrets = all('secret', own);
  return {
    namespace: namespace ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    workloads: all('workload', own),
    networkPolicies: all('networkPolicy', own),
    services: all('service', own),
    ingresses: all('ingress', own),
    configMaps: all('configMap', own),
    serviceAccounts: all('serviceAccount', own),
    secrets,
    roles: ofKind<KubeObject>('Role', own).map((raw) => readAs('configMap', raw)),
    roleBindings: ofKind<KubeObject>('RoleBinding', own).map((raw) => readAs('configMap', raw)),
    quotas: ofKind('ResourceQuota', own),
    limitRanges: ofKind('LimitRange', own),
    otherNetworkPolicies: [
      ...new Set(
        objects.filter(({ apiVersion }) => /policy\.networking|cilium|calico/.test(apiVersion)).map(({ kind }) => kind),
      ),
    ].toSorted(),
  };
}

function rbacView(objects: readonly KubeObject[]): RbacView {
  const found = {
    roles: ofKind<Role>('Role', objects),
    clusterRoles: ofKind<Role>('ClusterRole', objects),
    roleBindings: ofKind<RoleBinding>('RoleBinding', objects),
    clusterRoleBindings: ofKind<RoleBinding>('ClusterRoleBinding', objects),
  };
  const namespaces = objects.flatMap(({ metadata: { namespace } }) => namespace ?? []);
  return {
    access: { graph: rbacGraph(found), objects: found },
    serviceAccounts: all('serviceAccount', objects),
    audited: new Set(namespaces),
    self: { namespace: 'gitops-security', name: 'gitops-security-operator' },
  };
}

/** What one rule finds in a cluster that consists of these objects. */
export function judge(id: string, given: RuleCase): Finding[] {
  const rule = ruleOf(id);
  const context = contextOf(given);
  const { objects } = given;
  if (rule.asked?.(context.spec) === false) return [];
  if (rule.scope === 'object')
    return subjectsOf(rule).flatMap((subject) =>
      all(subject, objects).flatMap((one) => judgeObject([rule], subject, one, context)),
    );
  if (rule.scope === 'rbac') return judgeWhole(rule, rbacView(objects), context);
  if (rule.scope === 'argocd') return judgeWhole(rule, factsFrom(objects, context.spec.argocd.namespace), context);
  const named = objects.flatMap(
    ({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace) ?? [],
  );
  return [...new Set(named)]
    .toSorted()
    .flatMap((name) => judgeNamespace([rule], namespaceView(name, objects), context));
}
