import type { Policy } from '../api/policy.ts';
import { type Section, SECTIONS } from '../domain/section.ts';
import type { Doing } from '../domain/report-input.ts';

/** What is done about one section of a policy: each may have a mode of its own, but none outlasts `suspend`. */
export function doingOf({ spec }: Pick<Policy, 'spec'>, section: Section): Doing {
  if (spec.suspend) return 'Suspend';
  return spec[section]?.mode ?? spec.mode;
}

/** The sections that are written. */
export function enforced(policy: Policy): ReadonlySet<Section> {
  if (policy.deletionTimestamp !== undefined) return new Set();
  return new Set(SECTIONS.filter((section) => doingOf(policy, section) === 'Enforce'));
}
