import { audited, auditBlindness, compliant } from './conditions-audit.ts';
import { type ConditionFinding as Finding, type Problem, problem, state } from './condition.ts';
import type { ReportInput } from './report-input.ts';
import { type Section, SECTIONS } from './section.ts';
import { counted, some } from './text.ts';
import { WITHHELD_REASONS, type WithheldReason } from './withheld.ts';

/** What a look at the policy as a whole may come to; undefined where the look finds nothing. */
type Look = (input: ReportInput) => Problem | undefined;

const NO_NETWORK: Problem = { reason: 'NothingToEnforce', message: 'spec.network is not set' };
const NO_SECTION: Problem = { reason: 'NothingToEnforce', message: `none of ${SECTIONS.join(', ')} is set in spec` };

const asked = ({ spec }: ReportInput): Section[] => SECTIONS.filter((section) => spec[section] !== undefined);

/** Those with a place of their own below, or that are no gap. */
const ELSEWHERE: ReadonlySet<WithheldReason> = new Set(['InvalidSpec', 'GuardBlocked', 'NoMatch']);

const withheld =
  (reason: WithheldReason): Look =>
  ({ plan }) =>
    problem(
      reason,
      plan.withheld
        .filter((entry) => entry.reason === reason)
        .map(({ kind, name, message }) => `${kind} ${name}: ${message}`),
    );

const found = ({ plan }: ReportInput): number => plan.discovery.components.length;

const blindness: Look = ({ unreadable }) =>
  problem(
    'WatchFailed',
    unreadable.map(({ resource, state }) => `cannot watch ${resource}: ${state}`),
  );

/** What keeps the operator from doing its work at all. */
const obstacles: readonly Look[] = [
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
    ? `no workload of Argo CD in namespace ${namespace}: nothing is written until there is one`
    : `namespace ${namespace} does not exist: nothing is written until it does`;
}

function notEnforced(input: ReportInput): Problem | undefined {
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
      ? { reason: 'Pending', message: `${counted(pending, 'change')} yet to be made, see status.plan` }
      : undefined,
  ({ plan }) =>
    problem(
      'NotOwned',
      plan.changes.flatMap((change) =>
        change.action === 'Blocked' ? [`${change.object.kind} ${change.object.metadata.name}: ${change.message}`] : [],
      ),
    ),
  ...WITHHELD_REASONS.filter((reason) => !ELSEWHERE.has(reason)).map(withheld),
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
      plan.held.map(({ desired, message }) => `${desired.component}: ${message}`),
    ),
  withheld('GuardBlocked'),
  ({ plan }) =>
    problem(
      'ComponentUnprotected',
      plan.discovery.problems.map(({ component, workload }) => `${component} ${workload.name} selects every pod`),
    ),
  ({ plan }) =>
    problem(
      'HostUnresolved',
      plan.unresolvedHosts.map((host) => `no usable address of ${host} is known: nothing is opened for it`),
    ),
];

const allOf = (looks: readonly Look[], input: ReportInput): Problem[] => looks.flatMap((look) => look(input) ?? []);

function ready(input: ReportInput): Finding {
  const kept = notEnforced(input) === undefined;
  const message = kept ? 'the policy is kept as it says' : 'the policy is planned and reported as it says';
  return state('Ready', allOf([...obstacles, auditBlindness], input), { reason: 'Reconciled', message });
}

function enforced(input: ReportInput): Finding {
  const { cuts, warnings } = input.plan;
  const warned = [
    ...(cuts.length === 0 ? [] : [`not covered: ${some(cuts.map(({ message }) => message))}`]),
    ...(warnings.length === 0 ? [] : [`not permitted: ${some(warnings)}`]),
  ];
  const message = [`${counted(input.managed, 'object')} in place`, ...warned].join('; ');
  return state('Enforced', allOf(gaps, input), { reason: 'Enforced', message });
}

function inSync({ contested, uncorrected }: ReportInput): Finding {
  const fights = contested.map(
    ({ object, manager, times }) =>
      `${object} was changed ${times} times by ${manager === '' ? 'somebody' : `"${manager}"`}`,
  );
  const drifted = uncorrected.map(
    ({ kind, name, path }) => `${kind} ${name} differs${path === '' ? '' : ` at ${path}`}`,
  );
  const problems = [problem('Drifted', drifted), problem('Contested', fights)].filter((entry) => entry !== undefined);
  return state('InSync', problems, { reason: 'InSync', message: 'every object is as the policy asks' });
}

function isolated(input: ReportInput): Finding {
  const type = 'Isolated';
  if (input.spec.network === undefined) return { type, status: 'Unknown', ...NO_NETWORK };
  if (found(input) === 0) return { type, status: 'Unknown', reason: 'ArgoCDNotFound', message: notFound(input) };
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
  if (failures.length === 0) return [];
  return [{ type: 'Reconciling', status: 'True', reason: 'Retrying', message: some(failures) }];
}

/** What is said of a policy that is in force, or would be. */
export function conditionsOf(input: ReportInput): Finding[] {
  const unseen = blindness(input);
  // While not everything is seen nothing is known of it: neither that all is well, nor that it is not.
  const known = (finding: Finding): Finding =>
    unseen === undefined ? finding : { ...finding, status: 'Unknown', ...unseen };
  const findings = [inSync(input), isolated(input), compliant(input)].map(known);
  return [ready(input), enforced(input), ...findings, ...audited(input), ...reconciling(input)];
}

/** What is said of a policy that cannot be acted on until somebody changes something: what exists stays as it is. */
export function stalledConditions(reason: string, message: string): Finding[] {
  const said = { reason, message };
  return [
    { type: 'Ready', status: 'False', ...said },
    { type: 'Stalled', status: 'True', ...said },
    ...['Enforced', 'InSync', 'Isolated', 'Compliant'].map((type): Finding => ({ type, status: 'Unknown', ...said })),
  ];
}
