import { formIn } from './find.ts';

/** The names of fields and the numbers of entries that lead to a part of an object. */
export type Trail = readonly (string | number)[];

/** What lies deeper is said to be in the field that is this deep: paths stand in messages and in reports. */
const MAX_PATH = 320;
const MAX_KEY = 128;

/** A longer name may be a credential itself, put in the wrong place: that must not get into a path. */
const MIN_CREDENTIAL = 16;

const SIMPLE = /^[A-Za-z_][\w-]*$/;

function step(path: string, part: string | number): string {
  if (path.length >= MAX_PATH) return path;
  if (typeof part === 'number') return `${path}[${part}]`;
  if (part.length > MIN_CREDENTIAL && formIn(part) !== undefined) return `${path}["…"]`;
  if (part.length > MAX_KEY) return `${path}[${JSON.stringify(`${part.slice(0, MAX_KEY)}…`)}]`;
  if (!SIMPLE.test(part)) return `${path}[${JSON.stringify(part)}]`;
  return path === '' ? part : `${path}.${part}`;
}

/**
 * A trail as text: `data.password`, `data["application.yaml"]`, `spec.containers[0].env[2].value`. Names come from the
 * object: those of other characters are in quotes, and long ones are cut.
 */
export const pathOf = (trail: Trail): string => trail.reduce(step, '');
