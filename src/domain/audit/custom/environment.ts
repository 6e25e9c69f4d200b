import { Environment } from '@marcbachmann/cel-js';
import { callKey, callOf, type CelFunction, ownSignature } from './functions/function.ts';
import { FUNCTIONS, NAMESPACES, TYPES } from './functions/index.ts';
import { type Counting, instrument } from './instrument.ts';
import { createMeter, type Meter } from './meter.ts';

export interface Engine extends Counting {
  readonly environment: Environment;
}

/** Far beyond what a rule takes: an expression has 4,096 characters at most. */
const LIMITS = { maxAstNodes: 2000, maxDepth: 48, maxListElements: 512, maxMapEntries: 512, maxCallArguments: 8 };

/** To read a quantity or a version takes some 2 µs. */
const STEPS_OF_CALL = 20;

/** Synchronous: the library would wait for a promise otherwise. */
const SYNC = { async: false };

/** Names of calls that are ours altogether, and stand in place of the library's. */
const OWN: ReadonlySet<string> = new Set(
  [...Map.groupBy(FUNCTIONS, ({ signature }) => callKey(callOf(signature)))]
    .filter(([, functions]) => functions.every(({ run }) => run !== undefined))
    .map(([key]) => key),
);

export const isOwn = (key: string): boolean => OWN.has(key);

function celSignature(signature: string): string {
  const named = isOwn(callKey(callOf(signature))) ? ownSignature(signature) : signature;
  const namespace = NAMESPACES.find(({ name }) => named.startsWith(`${name}.`));
  return namespace === undefined ? named : named.replace(namespace.name, namespace.type);
}

function register(
  environment: Environment,
  meter: Meter,
  { signature, steps = STEPS_OF_CALL, run }: CelFunction,
): void {
  if (run === undefined) return;
  const counted = (...values: readonly unknown[]): unknown => {
    meter.spend(steps);
    return run(meter, ...(values as never[]));
  };
  environment.registerFunction(celSignature(signature), counted, SYNC);
}

function create(): Engine {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: LIMITS,
  });
  const counting: Counting = { meter: createMeter(), marks: new WeakMap() };
  for (const { name, constructor, equals } of TYPES) {
    environment.registerType(name, { ctor: constructor, fields: {} });
    environment.registerOperator(`${name} == ${name}`, (one, other) => equals(one as never, other as never));
  }
  for (const row of FUNCTIONS) register(environment, counting.meter, row);
  for (const { name, type, value } of NAMESPACES) environment.registerConstant(name, type, value);
  environment.registerVariable('object', 'dyn');
  instrument(environment, counting);
  return { environment, ...counting };
}

let engine: Engine | undefined;

/** The one that all expressions share: it takes a while to be made, and nothing of an expression is kept in it. */
export function theEngine(): Engine {
  engine ??= create();
  return engine;
}
