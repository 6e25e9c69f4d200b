import type { Severity } from '../../api/audit.ts';
import type { Finding } from '../audit/judge.ts';
import { MANAGER } from '../marks.ts';
import { cap } from '../text.ts';

/** A finding that the policy accepts, and why. */
export interface Excepted extends Finding {
  readonly reason: string;
}

/**
 * One result of a report, the same in both APIs. Source: github.com/openreports/reports-api,
 * apis/openreports.io/v1alpha1, and wgpolicyk8s.io/v1alpha2 as Kyverno ships it.
 */
export interface Result {
  /** The id of the rule. What is called a policy there is what tools list, with a count, below a category. */
  readonly policy: string;
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  readonly result: 'fail' | 'skip';
  readonly scored?: true;
  readonly source: string;
  readonly message: string;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly resources: readonly Readonly<Record<string, string>>[];
  readonly properties: Readonly<Record<string, string>>;
}

/** What results are made with, beside the findings. */
export interface ResultContext {
  /** Of results that were seen before, by their id: since when, in s since the epoch. */
  readonly firstSeen: Pick<ReadonlyMap<string, number>, 'get'>;
  /** In s since the epoch: for those that were not. */
  readonly now: number;
  /** The API version of a kind; undefined where it is not known. */
  readonly apiVersionOf: (kind: string) => string | undefined;
}

const MAX = { message: 256, path: 512, text: 1024, id: 317 } as const;

/** What the API server would store otherwise than it was sent never compares equal: half of a pair of surrogates. */
const bounded = (text: string, max: number): string => cap(text, max).toWellFormed();

function resourceOf({ object }: Finding, { apiVersionOf }: ResultContext): Result['resources'][0] {
  const { kind, namespace, name } = object;
  const apiVersion = apiVersionOf(kind);
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    kind,
    ...(namespace !== undefined && kind !== 'Namespace' && { namespace }),
    name: bounded(name, MAX.id),
  };
}

export const isExcepted = (finding: Finding | Excepted): finding is Excepted => 'reason' in finding;

/** @param remedy whether it says how to put it right */
export function resultOf(finding: Finding | Excepted, id: string, remedy: boolean, context: ResultContext): Result {
  const { rule, severity, message, path } = finding;
  const slash = rule.indexOf('/');
  const excepted = isExcepted(finding);
  return {
    policy: bounded(rule, MAX.id),
    rule: bounded(rule.slice(slash + 1), MAX.id),
    category: bounded(rule.slice(0, Math.max(0, slash)), MAX.id),
    severity,
    result: excepted ? 'skip' : 'fail',
    ...(!excepted && { scored: true }),
    source: MANAGER,
    message: bounded(message, MAX.message),
    timestamp: { seconds: context.firstSeen.get(id) ?? context.now, nanos: 0 },
    resources: [resourceOf(finding, context)],
    properties: {
      resultID: id,
      ...(path !== '' && { path: bounded(path, MAX.path) }),
      ...(remedy && finding.remedy !== '' && { remedy: bounded(finding.remedy, MAX.text) }),
      ...(excepted && { reason: bounded(finding.reason, MAX.text) }),
    },
  };
}
