import { z } from 'zod';
import { dnsLabel } from './fields.ts';
import { API_VERSION, KIND, type Policy } from './policy.ts';
import { spec } from './spec.ts';
import { status, type Status } from './status.ts';

/** One reason why an object is not a policy, in words that can be shown to whoever wrote it. */
export interface Problem {
  /** As the API server writes field paths: `spec.network.egress.git[0].cidr`; empty for the object itself. */
  readonly path: string;
  readonly message: string;
}

export type ParseResult =
  { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A hostile object can be wrong in a million places; nobody reads beyond the first few. */
const MAX_PROBLEMS = 20;
const MAX_TEXT = 256;

const metadata = z.looseObject({
  name: dnsLabel,
  uid: z.string().min(1).max(128),
  generation: z.int().min(0),
  creationTimestamp: z.string().min(1).max(64),
  deletionTimestamp: z.string().min(1).max(64).optional(),
  finalizers: z.array(z.string()).default([]),
  annotations: z.record(z.string(), z.string()).default({}),
});

const policy = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata,
  spec: z
    .unknown()
    .refine((value) => !hasPrototypeKey(value), { message: 'holds a key named __proto__', abort: true })
    .pipe(spec),
  status: z.unknown().optional(),
});

/**
 * Reads a GitOpsSecurityPolicy as an API server returns it. An unknown field of the spec is a problem,
 * as it may be a misspelt restriction. A status is only our own earlier report: what cannot be read of it is dropped.
 * Never throws for values that JSON or YAML can hold.
 */
export function parsePolicy(object: unknown): ParseResult {
  const result = policy.safeParse(object);
  if (!result.success) return { ok: false, problems: problemsOf(result.error) };
  const { metadata: meta, spec: wanted, status: reported } = result.data;
  const found = parseStatus(reported);
  return {
    ok: true,
    policy: {
      name: meta.name,
      uid: meta.uid,
      generation: meta.generation,
      creationTimestamp: meta.creationTimestamp,
      ...(meta.deletionTimestamp !== undefined && { deletionTimestamp: meta.deletionTimestamp }),
      finalizers: meta.finalizers,
      annotations: meta.annotations,
      spec: wanted,
      ...(found !== undefined && { status: found }),
    },
  };
}

/** Drops the top-level fields that cannot be read and keeps the rest: what was neutralised must not be forgotten. */
function parseStatus(input: unknown): Status | undefined {
  const whole = status.safeParse(input);
  if (whole.success) return whole.data;
  const unreadable = new Set(whole.error.issues.map(({ path }) => path[0]));
  if (unreadable.has(undefined)) return undefined;
  const readable = Object.entries(input as object).filter(([field]) => !unreadable.has(field));
  return status.safeParse(Object.fromEntries(readable)).data;
}

/**
 * zod's records skip a key named `__proto__` in silence: a label selector that restricts would come out as one that
 * matches everything. No field has such a key, so it is refused before zod sees it.
 */
function hasPrototypeKey(input: unknown): boolean {
  const seen = new Set<unknown>();
  const rest = [input];
  for (let value = rest.pop(); value !== undefined || rest.length > 0; value = rest.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    if (Object.hasOwn(value, '__proto__')) return true;
    seen.add(value);
    for (const child of Object.values(value)) rest.push(child);
  }
  return false;
}

function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.slice(0, MAX_PROBLEMS).flatMap(unknownFields).slice(0, MAX_PROBLEMS).map(problemOf);
}

/** zod reports unknown keys at their parent, all in one. */
function unknownFields(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, 'path' | 'message'>[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({ path: [...issue.path, key], message: 'unknown field' }));
}

function problemOf({ path, message }: Pick<z.core.$ZodIssue, 'path' | 'message'>): Problem {
  return { path: printable(fieldPath(path)), message: printable(message) };
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** Keys and values come from outside and end up in logs, terminals and a status of bounded size. */
function printable(text: string): string {
  const safe = text.replace(/[^\x20-\x7e]/g, '?');
  return safe.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT - 3)}...` : safe;
}
