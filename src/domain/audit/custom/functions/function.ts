import type { Meter } from '../meter.ts';

/** A function, method or macro that expressions may use. There are no others, whatever the library has. */
export interface CelFunction {
  /** As CEL writes it: `size(list): int`, `string.matches(string): bool`. */
  readonly signature: string;
  /** Whose it is: of the language, of its usual extensions, or of Kubernetes. */
  readonly from: 'CEL' | 'CEL extension' | 'Kubernetes';
  readonly does: string;
  /** An expression that is true, and needs no object. */
  readonly example: string;
  /** How many it takes, where that is far more than of most. */
  readonly steps?: number;
  /** Where it is not the library's; a method gets what it is called on first. */
  readonly run?: (meter: Meter, ...values: never[]) => unknown;
}

/** A type beyond those of the language. */
export interface CelType {
  readonly name: string;
  readonly constructor: new (...args: never[]) => object;
  readonly equals: (one: never, other: never) => boolean;
}

interface Call {
  readonly name: string;
  readonly isMethod: boolean;
  readonly arity: number;
}

/** What tells calls apart before their types are known. */
export const callKey = ({ name, isMethod, arity }: Call): string => `${isMethod ? '.' : ''}${name}/${arity}`;

/** How a function is called, by its signature. */
export function callOf(signature: string): Call {
  const [, receiver, name = '', args = ''] = /^(?:([\w.<>]+)\.)?(\w+)\((.*)\): /.exec(signature) ?? [];
  return { name, isMethod: receiver !== undefined, arity: args === '' ? 0 : args.split(',').length };
}

/** Apart from a name of the library's, which it may have with the same types. */
export const ownName = (name: string): string => `${name}_`;

/** The signature by which a function of ours is known to the library. */
export function ownSignature(signature: string): string {
  const { name } = callOf(signature);
  return signature.replace(`${name}(`, `${ownName(name)}(`);
}
