import type { CustomRule } from '../../../api/audit.ts';
import type { KubeObject } from '../../../api/kube.ts';
import { cap } from '../../text.ts';
import type { Found } from '../rule.ts';
import type { CustomProgram } from './compile.ts';
import { theEngine } from './environment.ts';
import { failureText } from './errors.ts';
import { celValue } from './values.ts';

/** `error` says why an expression is neither true nor false, without any value of the object. */
export type Outcome = 'pass' | 'fail' | { readonly error: string; readonly cutOff: boolean };

const failed = (error: string, cutOff = false): Outcome => ({ error, cutOff });

/** Several rules are about the same object: it is converted once, and forgotten with it. */
const converted = new WeakMap<KubeObject, unknown>();

/** As expressions see it: with all that it has, but without the fields' owners, which are half of it. */
function valueOf(raw: KubeObject): unknown {
  const known = converted.get(raw);
  if (known !== undefined) return known;
  const { metadata, ...rest } = raw;
  const { managedFields: _, ...kept } = metadata;
  const value = celValue({ ...rest, metadata: kept });
  converted.set(raw, value);
  return value;
}

/**
 * What an expression says of an object: true passes. It is cut off after a number of steps that does not depend on how
 * fast the machine is; even where a part that was cut off would not have mattered. Never throws.
 */
export function runCustom(program: CustomProgram, raw: KubeObject): Outcome {
  const { meter } = theEngine();
  let outcome: Outcome;
  meter.start();
  try {
    const result = program.evaluate({ object: valueOf(raw) });
    outcome = result === true ? 'pass' : 'fail';
    if (typeof result !== 'boolean') outcome = failed('the result is neither true nor false');
  } catch (error) {
    outcome = failed(error instanceof RangeError ? 'the object is nested too deeply' : failureText(error));
  }
  return meter.isSpent() ? failed('it takes too many steps', true) : outcome;
}

/** The finding that an outcome makes; an expression that fails counts as one that is false, as in Kubernetes' own policies. */
export function customFound({ message }: Pick<CustomRule, 'message'>, outcome: Outcome): Found[] {
  if (outcome === 'pass') return [];
  if (outcome === 'fail') return [{ path: '', message }];
  const why = ` (the expression failed: ${outcome.error})`;
  return [{ path: '', message: `${cap(message, 256 - why.length)}${why}` }];
}
