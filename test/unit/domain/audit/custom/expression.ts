import type { KubeObject } from '../../../../../src/api/kube.ts';
import { compileCustom, type CustomProgram } from '../../../../../src/domain/audit/custom/compile.ts';
import { type Outcome, runCustom } from '../../../../../src/domain/audit/custom/run.ts';

const MATCH = { apiVersion: 'v1', kind: 'ConfigMap' };

/** An object with these fields. */
export const objectWith = (fields: object): KubeObject => ({ ...MATCH, metadata: { name: 'x' }, ...fields });

export function program(expression: string): CustomProgram {
  const compiled = compileCustom({ match: MATCH, expression });
  if (!compiled.ok) throw new Error(`${expression}: ${compiled.problem}`);
  return compiled.program;
}

/** Why an expression is not accepted; undefined for one that is. */
export function problem(expression: string, kind = 'ConfigMap'): string | undefined {
  const compiled = compileCustom({ match: { ...MATCH, kind }, expression });
  return compiled.ok ? undefined : compiled.problem;
}

export const run = (expression: string, fields: object = {}): Outcome =>
  runCustom(program(expression), objectWith(fields));

/** Why an expression fails on an object; undefined where it does not. */
export function failure(expression: string, fields: object = {}): string | undefined {
  const outcome = run(expression, fields);
  return typeof outcome === 'string' ? undefined : outcome.error;
}
