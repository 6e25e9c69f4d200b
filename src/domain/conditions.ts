import { audited, auditBlindness, compliant } from './conditions-audit.ts';
import { type ConditionFinding as Finding, finding, type Problem, problem, state } from './condition.ts';
import type { EnforcedGap, ReasonOf } from './reasons.ts';
import type { ReportInput } from './report-input.ts';
import { type Section, SECTIONS } from './section.ts';
import { counted, some } from './text.ts';
import { WITHHELD_REASONS } from './withheld.ts';

/** What a look at the policy as a whole may come to; undefined where the look finds nothing. */
type Look<R extends string = ReasonOf<'Enforced'>> = (input: ReportInput) => Problem<R> | undefined;

const NO_NETWORK: Problem<'NothingToEnforce'> = {
  reason: 'NothingToEnforce',
  message: 'The policy has no section network',
};
const NO_SECTION: Problem<'NothingToEnforce'> = {
  reason: 'NothingToEnforce',
  message: `The policy has none of the sections ${SECTIONS.join(', ')}`,
};

const asked = ({ spec }: ReportInput): Section[] => SECTIONS.filter((section) => spec[section] !== undefined);

/** Those with a place of their own below, or that are no gap. */
const isGap = (reason: (typeof WITHHELD_REASONS)[number]): reason is EnforcedGap =>
  !['InvalidSpec', 'GuardBlocked', 'NoMatch'].includes(reason);

const withheld =
  <R extends EnforcedGap>(reason: R): Look<R> =>
  ({ plan }) =>
    problem(
      reason,
      plan.withheld
        .filter((entry) => entry.reason === reason)
        .map(({ kind, name, message }) => `${kind} ${name}: ${message}`),
    );

const found = ({ plan }: ReportInput): number => plan.discovery.components.length;

/** What has just begun to be watched is seen in a moment: no failure yet. */
const blindness: Look<'WatchFailed' | 'Starting'> = ({ unreadable }) => {
  const names = unreadable.map(({ resource }) => resource).join(', ');
  return unreadable.length > 0 && unreadable.every((entry) => entry.state === 'starting')
    ? { reason: 'Starting', message: `not everything has been read yet: ${names}` }
    : problem(
        'WatchFailed',
        unreadable.map(({ resource, state: why }) => `cannot watch ${resource}: ${why}`),
      );
};

/** What keeps the operator from doing its work at all. */
const obstacles: readonly Look<ReasonOf<'Enforced'> & ReasonOf<'Ready'>>[] = [
  blindness,
  (input) =>
    input.spec.network === undefined || found(input) > 0
      ? undefined
      : { reason: 'ArgoCDNotFound', message: notFound(input) },
  ({ failures }) => problem('ApplyFailed', failures),
  withheld('InvalidSpec'),
];

function notFound({ namespace, namespaceExists }: ReportInput): string {
  return namespaceExists
    ? `there is no workload of Argo CD in namespace ${namespace}: no NetworkPolicy is written until there is one`
    : `the namespace ${namespace} does not exist: no NetworkPolicy is written until it does`;
}

function notEnforced(input: ReportInput): Problem<'Suspended' | 'AuditMode'> | undefined {
  const sections = asked(input);
  const others = sections.filter((section) => input.doing[section] !== 'Enforce');
  const [first] = others;
  if (first === undefined) return undefined;
  const what = others.length === sections.length ? 'nothing' : `nothing of ${others.join(', ')}`;
  return {
    reason: input.doing[first] === 'Suspend' ? 'Suspended' : 'AuditMode',
    message: `${what} is written; Enforce would make ${counted(input.changes, 'change')}, see status.plan`,
  };
}

/** Why what the policy asks for is not in force, worst first. */
const gaps: readonly Look[] = [
  (input) => (asked(input).length === 0 ? NO_SECTION : undefined),
  ...obstacles,
  notEnforced,
  ({ pending }) =>
    pending > 0
      ? { reason: 'Pending', message: `${counted(pending, 'change')} will be made in a moment, see status.plan` }
      : undefined,
  ({ plan }) =>
    problem(
      'NotOwned',
      plan.changes.flatMap((change) =>
        change.action === 'Blocked' ? [`${change.object.kind} ${change.object.metadata.name}: ${change.message}`] : [],
      ),
    ),
  ...WITHHELD_REASONS.filter(isGap).map((reason) => withheld(reason)),
  ({ plan }) =>
    problem(
      'APIServerUnknown',
      plan.blocked
        .filter(({ blocked }) => blocked === 'APIServerUnknown')
        .map(({ component }) => `the address of the API server is not known: ${component} is left as it is`),
    ),
  ({ plan }) =>
    problem(
      'HostNetworkClient',
      plan.blocked
        .filter(({ blocked }) => blocked === 'HostNetworkClient')
        .map(({ component }) => `a component on the host's network must reach ${component}, which is left as it is`),
    ),
  ({ plan }) =>
    problem(
      'GuardBlocked',
      plan.held.map(({ desired, message }) => `NetworkPolicy ${desired.object.metadata.name} is held back: ${message}`),
    ),
  withheld('GuardBlocked'),
  ({ plan }) =>
    problem(
      'ComponentUnprotected',
      plan.discovery.problems.map(
        ({ component, workload }) =>
          `the selector of ${workload.kind} ${workload.name} (${component}) selects every pod`,
      ),
    ),
  ({ plan }) =>
    problem(
      'HostUnresolved',
      plan.unresolvedHosts.map((host) => `no usable address of ${host} is known: nothing is opened for it`),
    ),
];

const allOf = <R extends string>(looks: readonly Look<R>[], input: ReportInput): Problem<R>[] =>
  looks.flatMap((look) => look(input) ?? []);

function ready(input: ReportInput): Finding<'Ready'> {
  const kept = notEnforced(input) === undefined;
  const message = kept ? 'the policy is kept as it says' : 'the policy is planned and reported as it says';
  const problems = allOf<ReasonOf<'Ready'>>([...obstacles, auditBlindness], input);
  return state('Ready', problems, { reason: 'Reconciled', message });
}

function enforced(input: ReportInput): Finding<'Enforced'> {
  const { cuts, warnings } = input.plan;
  const warned = [
    ...(cuts.length === 0 ? [] : [`not covered: ${some(cuts.map(({ message }) => message))}`]),
    ...(warnings.length === 0 ? [] : [`not permitted: ${some(warnings)}`]),
  ];
  const { managed } = input;
  const message = [`${counted(managed, 'object')} ${managed === 1 ? 'is' : 'are'} in place`, ...warned].join('; ');
  return state('Enforced', allOf(gaps, input), { reason: 'Enforced', message });
}

function inSync({ contested, uncorrected }: ReportInput): Finding<'InSync'> {
  const fights = contested.map(
    ({ object, manager, times }) =>
      `${object} was changed ${times} times by ${manager === '' ? 'somebody' : `"${manager}"`}`,
  );
  const drifted = uncorrected.map(
    ({ kind, name, path }) => `${kind} ${name} differs${path === '' ? '' : ` at ${path}`}`,
  );
  const problems = [problem('Drifted', drifted), problem('Contested', fights)].filter((entry) => entry !== undefined);
  return state('InSync', problems, { reason: 'InSync', message: 'nothing differs from what was applied' });
}

function isolated(input: ReportInput): Finding<'Isolated'> {
  const type = 'Isolated';
  if (input.spec.network === undefined) return finding(type, 'Unknown', NO_NETWORK);
  if (found(input) === 0) return finding(type, 'Unknown', { reason: 'ArgoCDNotFound', message: notFound(input) });
  const { loopholes, open, hostNetwork } = input.plan.isolation;
  const undone = loopholes
    .toSorted((a, b) => Number(b.everyone) - Number(a.everyone))
    .map(
      ({ component, direction, policy, path, ports, peers }) =>
        `NetworkPolicy ${policy} ${path} permits ${direction.toLowerCase()} of ${component} ${direction === 'Ingress' ? 'from' : 'to'} ${peers}, ${ports}`,
    );
  const unrestricted = open.map(
    ({ component, direction }) => `nothing restricts ${direction.toLowerCase()} of ${component}`,
  );
  const hosts = hostNetwork.map((component) => `${component} uses the host's network`);
  const problems = [
    problem('IsolationUndone', undone),
    problem('NotIsolated', unrestricted),
    problem('HostNetwork', hosts),
  ].filter((entry) => entry !== undefined);
  const message = 'the NetworkPolicies in the namespace permit nothing but what the policy asks for';
  return state(type, problems, { reason: 'Isolated', message });
}

/** Present only while true, as kstatus wants it. */
function reconciling({ failures }: ReportInput): Finding[] {
  const retried = problem('Retrying', failures);
  return retried === undefined ? [] : [finding('Reconciling', 'True', retried)];
}

/** What is said of a policy that is in force, or would be. */
export function conditionsOf(input: ReportInput): Finding[] {
  const unseen = blindness(input);
  // While not everything is seen nothing is known of it: neither that all is well, nor that it is not.
  const known = (entry: Finding<'InSync' | 'Isolated' | 'Compliant'>): Finding =>
    unseen === undefined ? entry : finding(entry.type, 'Unknown', unseen);
  const findings = [isolated(input), inSync(input), compliant(input)].map(known);
  return [ready(input), enforced(input), ...findings, ...audited(input), ...reconciling(input)];
}

/** What is said of a policy that cannot be acted on until somebody changes something: what exists stays as it is. */
export function stalledConditions(reason: ReasonOf<'Stalled'>, message: string): Finding[] {
  const said = { reason, message };
  const unknown = ['Enforced', 'Isolated', 'InSync', 'Compliant'] as const;
  return [
    finding('Ready', 'False', said),
    finding('Stalled', 'True', said),
    ...unknown.map((type) => finding(type, 'Unknown', said)),
  ];
}
