import type { ASTNode } from '@marcbachmann/cel-js';
import type { CustomRule } from '../../../api/audit.ts';
import { cap, counted } from '../../text.ts';
import { type Engine, isOwn, theEngine } from './environment.ts';
import { searchFor } from './functions/automaton.ts';
import { callKey, callOf, ownName } from './functions/function.ts';
import { FUNCTIONS } from './functions/index.ts';
import { partsOf } from './syntax.ts';

/** An expression that is ready to be evaluated. */
export interface CustomProgram {
  /** Throws where the expression fails. */
  readonly evaluate: (context: Readonly<Record<string, unknown>>) => unknown;
}

export type Compiled =
  { readonly ok: true; readonly program: CustomProgram } | { readonly ok: false; readonly problem: string };

/** Parts within parts: each takes some of the stack. */
const MAX_HEIGHT = 400;

const CALLS: ReadonlySet<string> = new Set(FUNCTIONS.map(({ signature }) => callKey(callOf(signature))));

/** Both sides are read to the last part, however large. */
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', 'in']);

/** Functions of the library that read texts. That of durations goes over a long one again and again. */
const READERS: ReadonlySet<string> = new Set(['duration', 'timestamp', 'int', 'uint', 'double', 'bool']);
const STEPS_OF_READER = 40;

class Problem extends Error {}

type Called = Extract<ASTNode, { op: 'call' | 'rcall' }>;

const isCall = (node: ASTNode): node is Called => node.op === 'call' || node.op === 'rcall';

const argumentsOf = (node: Called): readonly ASTNode[] => (node.op === 'call' ? node.args[1] : node.args[2]);

/** A pattern that is worked out is looked at when it is there. */
function checkPattern(node: Called): void {
  const pattern = argumentsOf(node).at(-1);
  const text = pattern?.op === 'value' ? pattern.args : undefined;
  if (node.args[0] === 'matches' && typeof text === 'string' && searchFor(text) === undefined)
    throw new Problem(`${JSON.stringify(cap(text, 80))} is no pattern of RE2, or too long`);
}

/** Only functions that are listed may be called; those of the library that are ours, too, are called by another name. */
function checkCall(node: Called): void {
  const [name] = node.args;
  const key = callKey({ name, isMethod: node.op === 'rcall', arity: argumentsOf(node).length });
  if (!CALLS.has(key)) {
    const how = `${node.op === 'rcall' ? 'a method' : 'a function'} ${cap(name, 63)}`;
    throw new Problem(`there is no such thing as ${how} with ${counted(argumentsOf(node).length, 'argument')}`);
  }
  checkPattern(node);
  if (isOwn(key)) node.args[0] = ownName(name);
}

function mark(node: ASTNode, parts: readonly ASTNode[], { marks }: Engine): void {
  if (COMPARISONS.has(node.op)) for (const part of parts) marks.set(part, { ...marks.get(part), compared: true });
  if (node.op !== 'call' || !READERS.has(node.args[0])) return;
  marks.set(node, { ...marks.get(node), steps: STEPS_OF_READER });
  for (const part of parts) marks.set(part, { ...marks.get(part), brief: true });
}

/** Prepares all parts of an expression. */
function prepare(node: ASTNode, engine: Engine, height = 0): void {
  if (height > MAX_HEIGHT) throw new Problem('it is nested too deeply');
  const parts = partsOf(node);
  mark(node, parts, engine);
  if (isCall(node)) checkCall(node);
  for (const part of parts) prepare(part, engine, height + 1);
}

/** The words of the library, which are about the expression alone here; without the names that are ours. */
function problemOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  const summary: unknown = error instanceof Error ? Reflect.get(error, 'summary') : undefined;
  const start: unknown = error instanceof Error ? Reflect.get(Reflect.get(error, 'range') ?? {}, 'start') : undefined;
  if (typeof summary !== 'string') return 'it cannot be read';
  const where = typeof start === 'number' ? ` at character ${start + 1}` : '';
  return cap(`${summary.replaceAll(/\b(\w+)_\(/g, '$1(')}${where}`, 256);
}

function parse(expression: string): CustomProgram {
  const engine = theEngine();
  const evaluate = engine.environment.parse(expression);
  prepare(evaluate.ast, engine);
  const { valid, type, error } = evaluate.check();
  if (!valid) throw error ?? new Problem('it cannot be read');
  if (type !== 'bool' && !type?.startsWith('dyn'))
    throw new Problem(`it is of the type ${type}, and must be true or false`);
  return { evaluate };
}

/**
 * Reads the expression of a rule, once for all objects. Secrets are refused: the data of one is never read, and an
 * expression could tell it bit by bit.
 */
export function compileCustom({ match, expression }: Pick<CustomRule, 'match' | 'expression'>): Compiled {
  if (match.kind === 'Secret') return { ok: false, problem: 'Secrets are not read' };
  try {
    return { ok: true, program: parse(expression) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}
