import type { Labels } from '../../../api/kube.ts';
import { type Found, namespaceRule, refTo, type RuleContext } from '../../audit/rule.ts';
import type { AuditedWorkload } from '../../audit/subjects.ts';
import { LEVELS, type Level } from '../../semantics/pod-security/checks.ts';
import { checksSince, isLevel, isVersion, isWeaker, levelOf, minorOf } from '../../semantics/pod-security/level.ts';
import { shown } from '../../semantics/pod-security/fault.ts';
import { cap, some } from '../../text.ts';
import { NSA_PODS, STANDARDS } from './control.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const ENFORCE_VERSION = `${ENFORCE}-version`;

type Asked = Pick<RuleContext['spec']['audit'], 'podSecurity' | 'podSecurityVersion'>;

/** What the label would do to what runs there now: for whoever is about to set it. */
function standing(workloads: readonly AuditedWorkload[], { podSecurity, podSecurityVersion }: Asked): string {
  const levels = workloads.map(({ pod, podAnnotations }) => levelOf(pod, podAnnotations, podSecurityVersion));
  const failing = workloads.find((_, index) => isWeaker(levels[index] ?? 'privileged', podSecurity));
  if (workloads.length === 0) return 'It has no workloads.';
  const lowest = LEVELS.find((level) => levels.includes(level)) ?? 'privileged';
  if (failing === undefined) return `All its workloads pass ${lowest}.`;
  const which = `${failing.kind} "${failing.metadata.name}"`;
  return `Not all its workloads pass ${podSecurity}: ${which} does not.`;
}

function levelFault(labels: Labels, asked: Level): Pick<Found, 'message' | 'severity'> | undefined {
  const label = labels[ENFORCE];
  if (label === undefined) return { message: 'No Pod Security Standard is enforced.' };
  if (!isLevel(label))
    return {
      message: `The level to enforce is ${shown(label)}, which is none; restricted is in its place.`,
      severity: 'low',
    };
  if (!isWeaker(label, asked)) return undefined;
  return { message: `The level that is enforced is ${label}, which is less than ${asked}.` };
}

/** Without a level it is of no effect. An older one matters where it lacks something: what it refuses and later ones permit is no fault. */
function versionFault(labels: Labels, { podSecurity, podSecurityVersion }: Asked): string | undefined {
  const { [ENFORCE]: level, [ENFORCE_VERSION]: version = 'latest' } = labels;
  if (level === undefined) return undefined;
  if (!isVersion(version)) return `The version to enforce is ${shown(version)}, which is none; latest is in its place.`;
  const [older, newer] = [minorOf(version), minorOf(podSecurityVersion)];
  const lacks = checksSince(podSecurity, older, newer).map(({ id }) => id);
  if (lacks.length === 0) return undefined;
  return `The version that is enforced is ${version}, which lacks what v1.${newer} has: ${some(lacks)}.`;
}

const at = (label: string): string => `metadata.labels[${label}]`;

function faultsOf(labels: Labels, asked: Asked): Found[] {
  const level = levelFault(labels, asked.podSecurity);
  const version = versionFault(labels, asked);
  return [
    ...(level === undefined ? [] : [{ path: at(ENFORCE), ...level }]),
    ...(version === undefined ? [] : [{ path: at(ENFORCE_VERSION), message: version, severity: 'low' as const }]),
  ];
}

export const namespaceLevel = namespaceRule({
  id: 'pod-security/namespace-level',
  title: 'Namespace does not enforce the Pod Security Standard',
  severity: 'medium',
  reads: [`Namespace metadata.labels: ${ENFORCE} and ${ENFORCE_VERSION}`],
  why: 'The API server refuses Pods that do not meet the level that a namespace is labelled with; without the label it takes every Pod, unless a level for all namespaces is in its configuration, which cannot be seen through its API, and neither can exemptions. Found where the label is absent, or names a level that is weaker than the one of the policy; low where the level or the version is none, which the API server takes as restricted and latest, and where a version is enforced that lacks controls of the one of the policy. The labels for audit and warn refuse nothing, and are not looked at.',
  remedy:
    'Label the namespace with pod-security.kubernetes.io/enforce and the level of the policy, and leave out enforce-version. See that its workloads pass first: Pods that do not can no longer be made.',
  mapping: { cis: { '1.11': ['5.2.1'], '1.12': ['5.2.1'] }, nsa: NSA_PODS },
  sources: [
    STANDARDS,
    'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    'https://github.com/kubernetes/pod-security-admission/blob/v0.37.0/api/helpers.go',
  ],
  asked: ({ audit }) => audit.podSecurity !== 'privileged',
  check: ({ namespace, workloads }, { spec: { audit } }) => {
    const faults = faultsOf(namespace.metadata.labels ?? {}, audit);
    if (faults.length === 0) return [];
    const rest = standing(workloads, audit);
    return faults.map((found) => ({
      ...found,
      object: refTo(namespace),
      message: cap(`${found.message} ${rest}`, 256),
    }));
  },
});
