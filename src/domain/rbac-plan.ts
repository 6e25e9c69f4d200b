import { matchesGlob } from './argocd/project/glob.ts';
import { atLeast, versionOf } from './argocd/project/version.ts';
import type { Denied } from './hardening/rbac/grants.ts';
import { accountsFor, keysOfAccounts, type ProjectAccounts } from './hardening/rbac/impersonation.ts';
import { accountName } from './hardening/rbac/names.ts';
import type { RbacInput } from './hardening/rbac/part.ts';
import { rolesFor } from './hardening/rbac/roles.ts';
import type { Desired } from './hardening/outcome.ts';
import { objectKey } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
import { accessSummary, type AccessSummary } from './rbac-summary.ts';
import type { Withheld } from './withheld.ts';

export interface RbacPlan {
  readonly desired: readonly Desired[];
  readonly kept: ReadonlySet<string>;
  readonly withheld: readonly Withheld[];
  readonly denied: readonly Denied[];
  /** As whom projects deploy; empty without impersonation. */
  readonly accounts: readonly ProjectAccounts[];
  /** What is known of who may do what, whether or not the section is there; undefined while it cannot be seen. */
  readonly summary: AccessSummary | undefined;
}

/** Since when Argo CD knows `destinationServiceAccounts`. */
const IMPERSONATES = '2.13';

const NONE = { desired: [], kept: new Set<string>(), withheld: [], denied: [] };

function inputOf({ owner, facts, applied, owned }: PolicyInput): RbacInput {
  const { namespaces, terminating, ownNamespace, namespace, grantable } = facts;
  const reserved = new Set([namespace, ...(ownNamespace === undefined ? [] : [ownNamespace])]);
  return {
    owner,
    namespaces: { all: namespaces, terminating, reserved },
    held: grantable,
    known: new Set([...applied.keys(), ...owned.map(objectKey)]),
  };
}

/** Accounts that a project still deploys as must not go before the project says otherwise. */
function accountsInUse({ facts }: PolicyInput, input: RbacInput): Set<string> {
  const using = facts.appProjects.filter(({ metadata, spec }) => {
    const account = accountName(metadata.name);
    return spec?.destinationServiceAccounts?.some(({ defaultServiceAccount }) => defaultServiceAccount === account);
  });
  return keysOfAccounts(
    using.map(({ metadata }) => metadata.name),
    input.known,
  );
}

const tooOld = (version: string): Withheld => ({
  reason: 'UnsupportedField',
  kind: 'ServiceAccount',
  name: 'spec.rbac.impersonation',
  message: `Argo CD ${version} does not impersonate: it takes ${IMPERSONATES} or later`,
});

function accounts(input: PolicyInput, rbac: RbacInput) {
  const { spec, facts } = input;
  const none = { ...NONE, projects: [] };
  if (spec.rbac?.impersonation === undefined) return none;
  const version = versionOf(facts.workloads);
  if (version !== undefined && atLeast(version, IMPERSONATES) === false)
    return { ...none, withheld: [tooOld(version)] };
  return accountsFor(spec.projects?.items ?? [], spec.rbac.impersonation, {
    ...rbac,
    matches: (pattern, text) => matchesGlob(pattern, text),
  });
}

/** What is asked for beyond the roles themselves: patterns that mean nothing here. */
function notes(roles: ReturnType<typeof rolesFor>): Withheld[] {
  const noted = (name: string, message: string): Withheld => ({ reason: 'NoMatch', kind: 'Role', name, message });
  return [
    ...roles.unmatched.map(({ role, pattern }) => noted(role, `no namespace matches ${pattern} yet`)),
    ...roles.passedOver.map(({ role, namespace }) =>
      noted(role, `namespace ${namespace} is matched, but only written to where it is named`),
    ),
  ];
}

/** The Roles, RoleBindings and ServiceAccounts that are asked for, and who may do what already. */
export function planRbac(input: PolicyInput): RbacPlan {
  const rbac = inputOf(input);
  const roles = rolesFor(input.spec.rbac?.roles ?? [], rbac);
  const { projects, ...deploying } = accounts(input, rbac);
  return {
    desired: [...roles.desired, ...deploying.desired],
    kept: new Set([...roles.kept, ...deploying.kept, ...accountsInUse(input, rbac)]),
    withheld: [...roles.withheld, ...deploying.withheld, ...notes(roles)],
    denied: [...roles.denied, ...deploying.denied],
    accounts: projects,
    summary: accessSummary(input.facts),
  };
}
