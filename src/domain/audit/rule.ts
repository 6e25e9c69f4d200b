import type { AuditSpec, Category, Severity } from '../../api/audit.ts';
import type { KubeObject, NetworkPolicy } from '../../api/kube.ts';
import type { Spec } from '../../api/spec.ts';
import type { Access, Facts } from '../facts.ts';
import type {
  AuditedIngress,
  AuditedNamespace,
  AuditedSecret,
  AuditedService,
  AuditedServiceAccount,
  AuditedWorkload,
  Seen,
  SubjectName,
  Subjects,
} from './subjects.ts';

/** What a rule found in the object that it was given. Never shows a value that may be secret. */
export interface Found {
  /** The field that is at fault, such as `spec.template.spec.hostNetwork`; empty for the whole object. */
  readonly path: string;
  /** What is wrong, at most 256 characters, without a time: the same words as long as it is the same. */
  readonly message: string;
  /** Where it is worse or better than the rule usually is. */
  readonly severity?: Severity;
  /** Where there is a better one than the rule's. */
  readonly remedy?: string;
}

export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** What a rule found that looks at many objects, and in which of them. */
export interface FoundIn extends Found {
  readonly object: ObjectRef;
}

/** What else a rule may look at: the policy, and the day. */
export interface RuleContext {
  readonly spec: Spec & { readonly audit: AuditSpec };
  /** Midnight of today in UTC, in ms since the epoch: what depends on it changes once a day. */
  readonly today: number;
}

/** Where a rule comes from, by the benchmarks that have it. */
export interface Mapping {
  /** CIS Kubernetes Benchmark, by its version: control ids such as `5.2.2`. */
  readonly cis?: Readonly<Partial<Record<'1.11' | '1.12', readonly string[]>>>;
  /** Pod Security Standards: the level that has it. */
  readonly pss?: 'baseline' | 'restricted';
  /** NSA/CISA Kubernetes Hardening Guide: the chapter. */
  readonly nsa?: string;
}

interface Described {
  readonly id: `${Category}/${string}`;
  /** A few words, as a heading. */
  readonly title: string;
  /** How bad a finding usually is. */
  readonly severity: Severity;
  /** The fields that it looks at, for people: `Service spec.type`. */
  readonly reads: readonly string[];
  /** Why it matters, and what exactly is found: Markdown, one paragraph. */
  readonly why: string;
  /** What to do, as sentences. */
  readonly remedy: string;
  readonly mapping: Mapping;
  /** Documentation, source files or advisories that the rule is made from: URLs, or paths in a named repository. */
  readonly sources: readonly string[];
  /** Whether a policy asks for it at all; always, where there is none. */
  readonly asked?: (spec: RuleContext['spec']) => boolean;
}

/** Looks at one object at a time. */
export interface ObjectRule<S extends SubjectName = SubjectName> extends Described {
  readonly scope: 'object';
  /** The sort of object that it looks at; or several. */
  readonly subject: S | readonly S[];
  check(object: Subjects[S], context: RuleContext): readonly Found[];
}

/** What there is in a namespace that is audited. */
export interface NamespaceView {
  readonly namespace: AuditedNamespace;
  /** Those that are judged: not the pods that a controller made, where they are like its template. */
  readonly workloads: readonly AuditedWorkload[];
  readonly networkPolicies: readonly (NetworkPolicy & Seen)[];
  readonly services: readonly AuditedService[];
  readonly ingresses: readonly AuditedIngress[];
  readonly configMaps: readonly Seen[];
  readonly serviceAccounts: readonly AuditedServiceAccount[];
  /** Undefined while the policy does not want them to be looked at. */
  readonly secrets: readonly AuditedSecret[] | undefined;
  readonly roles: readonly Seen[];
  readonly roleBindings: readonly Seen[];
  readonly quotas: readonly KubeObject[];
  readonly limitRanges: readonly KubeObject[];
  /** Kinds of network policies that are not evaluated and of which there are objects that may apply here, sorted. */
  readonly otherNetworkPolicies: readonly string[];
}

/** Looks at a namespace as a whole. */
export interface NamespaceRule extends Described {
  readonly scope: 'namespace';
  check(view: NamespaceView, context: RuleContext): readonly FoundIn[];
}

export interface RbacView {
  readonly access: Access;
  readonly serviceAccounts: readonly AuditedServiceAccount[];
  /** Names of the namespaces that are audited. */
  readonly audited: ReadonlySet<string>;
  /** The ServiceAccount of the operator, as the API server knows it: no name or label that anybody may take. */
  readonly self?: { readonly namespace: string; readonly name: string };
}

/** Looks at who may do what in the whole cluster. */
export interface RbacRule extends Described {
  readonly scope: 'rbac';
  check(view: RbacView, context: RuleContext): readonly FoundIn[];
}

/** Looks at Argo CD as a whole. */
export interface ArgoCdRule extends Described {
  readonly scope: 'argocd';
  check(facts: Facts, context: RuleContext): readonly FoundIn[];
}

export type Rule = ObjectRule | NamespaceRule | RbacRule | ArgoCdRule;

export const objectRule = <S extends SubjectName>(rule: Omit<ObjectRule<S>, 'scope'>): ObjectRule<S> => ({
  ...rule,
  scope: 'object',
});

export const namespaceRule = (rule: Omit<NamespaceRule, 'scope'>): NamespaceRule => ({ ...rule, scope: 'namespace' });

export const rbacRule = (rule: Omit<RbacRule, 'scope'>): RbacRule => ({ ...rule, scope: 'rbac' });

export const argoCdRule = (rule: Omit<ArgoCdRule, 'scope'>): ArgoCdRule => ({ ...rule, scope: 'argocd' });

/** The sorts of objects that a rule looks at. */
export const subjectsOf = ({ subject }: ObjectRule): readonly SubjectName[] =>
  typeof subject === 'string' ? [subject] : subject;

/** A namespace counts as lying in itself: what is wrong with it is told where its owner looks. */
export const placed = (object: ObjectRef): ObjectRef =>
  object.kind === 'Namespace' ? { ...object, namespace: object.name } : object;

/** The kind, namespace and name of an object, without the rest of it. */
export const refTo = ({ kind, metadata: { namespace, name } }: KubeObject): ObjectRef =>
  placed({ kind, namespace, name });
