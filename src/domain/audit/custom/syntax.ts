import type { ASTNode } from '@marcbachmann/cel-js';

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

/** The parts that a part of an expression is made of, in their order, within whatever lists they stand. */
export function partsOf({ op, args }: ASTNode): ASTNode[] {
  // What a literal is made of is a value, whatever it looks like.
  if (op === 'value' || op === 'id') return [];
  const all: unknown[] = Array.isArray(args) ? args.flat(2) : [args];
  return all.filter(isNode);
}
