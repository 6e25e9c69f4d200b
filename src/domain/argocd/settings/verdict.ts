import { cap } from '../../text.ts';
import type { Effective } from './effective.ts';
import type { Entry, Fault, Severity } from './setting.ts';
import type { ObjectRef } from './view.ts';

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** A setting that is not as it should be. */
export interface SettingFinding {
  readonly id: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly path: string;
  /** At most 256 characters. */
  readonly message: string;
  readonly remedy: string;
}

export interface Unjudged {
  readonly id: string;
  readonly why: string;
}

export interface Verdict {
  readonly findings: readonly SettingFinding[];
  readonly notJudged: readonly Unjudged[];
}

/** A fault in words: what is wrong, where it comes from, and why it matters. */
export function asFinding(
  { id, severity, reason, remedy }: Entry,
  fault: Fault,
  name: string,
  origin: string,
  { object, path }: Pick<Effective, 'object' | 'path'>,
): SettingFinding {
  const message = cap(`${name} ${fault.detail}${origin}: ${reason}`, 256);
  return { id, severity: fault.severity ?? severity, object, path, message, remedy };
}
