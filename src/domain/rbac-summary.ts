import type { Workload } from '../api/kube.ts';
import type { AccessStatus } from '../api/status.ts';
import { recognise } from './argocd/recognition.ts';
import type { Access, Facts } from './facts.ts';
import { byText } from './order.ts';
import { argocdPowers, type HeldPower } from './semantics/rbac/argocd-powers.ts';
import type { NamedObject } from './semantics/rbac/binding.ts';
import { type GitopsAccess, gitopsAccess, type GitopsRight } from './semantics/rbac/gitops-access.ts';
import type { ServiceAccountName, Subject } from './semantics/rbac/subject.ts';
import { cap, some } from './text.ts';

/** Who can change what Argo CD does, and what Argo CD can do. */
export interface AccessSummary {
  readonly writers: readonly AccessStatus[];
  /** Listed or not. */
  readonly writersTotal: number;
  readonly argocd: readonly AccessStatus[];
}

const LISTED = 100;

/** The ServiceAccounts that Argo CD's pods run as. */
function accountsOf({ workloads, namespace }: Facts): ServiceAccountName[] {
  const name = ({ spec }: Workload): string => spec.template.spec.serviceAccountName ?? 'default';
  const names = workloads.filter((workload) => recognise(workload).length > 0).map(name);
  return [...new Set(names)].toSorted(byText((text) => text)).map((account) => ({ namespace, name: account }));
}

const objectText = ({ kind, namespace, name }: NamedObject): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

const subjectText = ({ kind, namespace, name }: Subject): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

const rightText = ({ resource, verbs, named }: GitopsRight): string =>
  `${verbs.join(', ')} ${resource}${named ? ' of certain names' : ''}`;

const writer = ({ subject, binding, role, everything, rights }: GitopsAccess): AccessStatus => ({
  subject: cap(subjectText(subject), 512),
  may: cap(everything ? 'everything' : some(rights.map(rightText), 8), 1024),
  via: cap(`${objectText(binding)}, ${objectText(role)}`, 1024),
});

function scopeText({ namespaces, moreNamespaces }: HeldPower): string {
  if (namespaces.length === 0) return 'in the whole cluster';
  return `in ${namespaces.join(', ')}${moreNamespaces > 0 ? ` and ${moreNamespaces} more` : ''}`;
}

const power = (held: HeldPower): AccessStatus => ({
  subject: cap(`ServiceAccount ${held.serviceAccount.namespace}/${held.serviceAccount.name}`, 512),
  may: cap(`${held.power.replaceAll('-', ' ')}${held.named ? ' of certain names' : ''} ${scopeText(held)}`, 1024),
  via: cap(held.bindings.map(objectText).join(', '), 1024),
});

export function accessSummary(facts: Facts): AccessSummary | undefined {
  const { access, namespace } = facts;
  if (access === undefined) return undefined;
  const accounts = accountsOf(facts);
  const key = JSON.stringify([namespace, accounts]);
  const answers = known.get(access) ?? new Map<string, AccessSummary>();
  const summary = answers.get(key) ?? summarise(access, namespace, accounts);
  known.set(access, answers.set(key, summary));
  return summary;
}

/** What roles and bindings say changes seldom, and is asked for with every plan. */
const known = new WeakMap<Access, Map<string, AccessSummary>>();

function summarise(access: Access, namespace: string, accounts: readonly ServiceAccountName[]): AccessSummary {
  const { entries, total } = gitopsAccess(access.graph, namespace, { except: accounts, limit: LISTED });
  return {
    writers: entries.map(writer),
    writersTotal: total,
    argocd: argocdPowers(access.graph, accounts).map(power),
  };
}
