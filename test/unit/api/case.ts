import { z } from 'zod';
import { projects } from '../../../src/api/projects.ts';
import { rbac } from '../../../src/api/rbac.ts';
import { settings } from '../../../src/api/settings.ts';
import { sync } from '../../../src/api/sync.ts';

/** Values that must be accepted and refused, by us and by the API server alike. */
export interface Case {
  readonly schema: z.ZodType;
  /** A spec that holds the value. */
  readonly inSpec: (value: unknown) => object;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const sections = { projects, sync, rbac, settings } as const;

/** Values at one place of a section, as the section itself reads them. */
export function at(
  section: keyof typeof sections,
  wrap: (value: unknown) => object,
  good: readonly unknown[],
  bad: readonly unknown[],
): Case {
  const schema: z.ZodType = z.preprocess(wrap, sections[section]);
  return { schema, inSpec: (value) => ({ [section]: wrap(value) }), good, bad };
}
