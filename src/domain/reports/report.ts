import type { KubeObject } from '../../api/kube.ts';
import type { Finding } from '../audit/judge.ts';
import { SEVERITIES } from '../audit/tally.ts';
import { ownedMetadata } from '../hardening/metadata.ts';
import { MANAGER } from '../marks.ts';
import { byText } from '../order.ts';
import type { Owner } from '../ownership.ts';
import { REPORT_KINDS, type ReportApi } from './api.ts';
import { chunksOf, type Limits } from './chunks.ts';
import type { Excepted, Result, ResultContext } from './result.ts';

/** What was found for one policy: in one namespace, in many, or in none. */
export interface Findings {
  readonly findings: readonly Finding[];
  readonly excepted: readonly Excepted[];
  /** How many checks passed, by namespace; the empty name for what is in none. */
  readonly passed?: ReadonlyMap<string, number>;
}

export interface ReportInput extends Findings, Partial<ResultContext> {
  readonly api: ReportApi;
  readonly policy: Owner;
}

/** A Report, ClusterReport, PolicyReport or ClusterPolicyReport. */
export interface Report extends KubeObject {
  readonly source?: string;
  readonly summary: Readonly<Record<'pass' | 'fail' | 'warn' | 'error' | 'skip', number>>;
  readonly results: readonly Result[];
}

/** An object may have 1.5 MiB in etcd; metadata and what tools add to it must fit, too. */
const LIMITS: Limits = { results: 500, bytes: 896 * 1024 };

/** In `component` of reports. */
const COMPONENT = 'report';

/** Policies are named by DNS labels, which hold no dot: `gsp-a.2` is never the first report of another policy. */
const nameOf = (policy: string, index: number): string => `gsp-${policy}${index === 0 ? '' : `.${index + 1}`}`;

function reportOf(
  { api, policy }: ReportInput,
  place: string,
  results: readonly Result[],
  { index, passed }: { readonly index: number; readonly passed: number },
): Report {
  const { group, version, kind } = REPORT_KINDS[api][place === '' ? 'cluster' : 'namespaced'];
  const name = nameOf(policy.name, index);
  const { namespace: _, ...metadata } = ownedMetadata(policy, { name, namespace: place, component: COMPONENT });
  const fail = results.filter(({ result }) => result === 'fail').length;
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { ...metadata, ...(place !== '' && { namespace: place }) },
    ...(api === 'openreports' && { source: MANAGER }),
    summary: { pass: index === 0 ? passed : 0, fail, warn: 0, error: 0, skip: results.length - fail },
    results,
  };
}

const orderText = (finding: Finding & { readonly reason?: string }): string => {
  const { severity, rule, object, path, message, remedy, reason } = finding;
  return JSON.stringify([SEVERITIES.indexOf(severity), rule, object.kind, object.name, path, message, remedy, reason]);
};

/** The worst first, and those of one rule side by side, in an order that depends on nothing else than what they are. */
const inOrder = <F extends Finding>(findings: readonly F[]): F[] =>
  findings
    .map((finding) => ({ finding, text: orderText(finding) }))
    .toSorted(byText(({ text }) => text))
    .map(({ finding }) => finding);

const placeOf = ({ object: { namespace } }: Finding): string => namespace ?? '';

/**
 * The reports about what was found, the same bytes for the same findings, in whatever order these come: for each
 * namespace one, or as many as it takes, and for what is in none those of cluster scope. What passes is only counted,
 * so where nothing was found there is no report.
 *
 * Times are those of `firstSeen`, or `now` for what is new, in s since the epoch.
 */
export function reportsFor(input: ReportInput): Report[] {
  const context = { firstSeen: new Map(), now: 0, apiVersionOf: () => undefined, ...input };
  const [failed, excepted] = [Map.groupBy(input.findings, placeOf), Map.groupBy(input.excepted, placeOf)];
  const places = [...new Set([...failed.keys(), ...excepted.keys()])].toSorted(byText((place) => place));
  return places.flatMap((place) => {
    const findings = [...inOrder(failed.get(place) ?? []), ...inOrder(excepted.get(place) ?? [])];
    const passed = input.passed?.get(place) ?? 0;
    return chunksOf(findings, context, LIMITS).map((results, index) =>
      reportOf(input, place, results, { index, passed }),
    );
  });
}
