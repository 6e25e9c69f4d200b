import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction, CelType } from './function.ts';

/** In billionths, which is the least that Kubernetes tells apart. */
class Quantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

const NANO = 1_000_000_000n;
const MAX_INTEGER = (1n << 63n) - 1n;

/** Beyond all that Kubernetes can tell apart. */
const MAX_EXPONENT = 40;
const MAX_TEXT = 64;

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** What a suffix stands for: a numerator, and a power of ten. */
function suffixOf(text: string): readonly [factor: bigint, exponent: number] | undefined {
  const binary = BINARY.indexOf(text);
  if (binary !== -1) return [1024n ** BigInt(binary + 1), 0];
  if (Object.hasOwn(DECIMAL, text)) return [1n, DECIMAL[text] ?? 0];
  const [, exponent] = /^[eE]([+-]?\d{1,18})$/.exec(text) ?? [];
  return exponent === undefined ? undefined : [1n, Math.max(-MAX_EXPONENT, Math.min(MAX_EXPONENT, Number(exponent)))];
}

/** What is finer than a billionth is rounded away from zero. */
function scaled(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (digits + divisor - 1n) / divisor;
}

/** Undefined for what is none. Source: k8s.io/apimachinery, pkg/api/resource, ParseQuantity. */
function parse(text: string): Quantity | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const [, sign, whole = '', , fraction = '', suffix = ''] = /^([+-]?)(\d*)(\.(\d*))?([^\d.].*)?$/s.exec(text) ?? [];
  const unit = suffixOf(suffix);
  if (unit === undefined || `${whole}${fraction}` === '') return undefined;
  const [factor, exponent] = unit;
  const nanos = scaled(BigInt(`${whole}${fraction}`) * factor * NANO, exponent - fraction.length);
  return new Quantity(sign === '-' ? -nanos : nanos);
}

const quantity = (text: string): Quantity => parse(text) ?? refuse('a text is no quantity');

const isInteger = ({ nanos }: Quantity): boolean =>
  nanos % NANO === 0n && nanos / NANO <= MAX_INTEGER && nanos / NANO >= -MAX_INTEGER - 1n;

const asInteger = (it: Quantity): bigint =>
  isInteger(it) ? it.nanos / NANO : refuse('a quantity is no whole number, or too large');

const nanosOf = (other: Quantity | bigint): bigint => (typeof other === 'bigint' ? other * NANO : other.nanos);

const compare = (one: Quantity, other: Quantity): bigint =>
  one.nanos === other.nanos ? 0n : one.nanos < other.nanos ? -1n : 1n;

const of = (
  signature: string,
  does: string,
  example: string,
  run: (meter: Meter, ...values: never[]) => unknown,
): CelFunction => ({ signature, from: 'Kubernetes', does, example, run });

const T = 'kubernetes.Quantity';

const add = (_: Meter, one: Quantity, other: Quantity | bigint) => new Quantity(one.nanos + nanosOf(other));
const sub = (_: Meter, one: Quantity, other: Quantity | bigint) => new Quantity(one.nanos - nanosOf(other));

/** Source: k8s.io/apiserver, pkg/cel/library/quantity.go. */
export const QUANTITIES: readonly CelFunction[] = [
  of(`quantity(string): ${T}`, 'From a text.', `quantity('1Gi') == quantity('1024Mi')`, (_, text: string) =>
    quantity(text),
  ),
  of(
    'isQuantity(string): bool',
    'Whether a text is one.',
    `isQuantity('1.5G')`,
    (_, text: string) => parse(text) !== undefined,
  ),
  of(`${T}.isInteger(): bool`, 'Whether it is a whole number.', `!quantity('1500m').isInteger()`, (_, it: Quantity) =>
    isInteger(it),
  ),
  of(
    `${T}.asInteger(): int`,
    'It, if it is a whole number.',
    `quantity('50k').asInteger() == 50000`,
    (_, it: Quantity) => asInteger(it),
  ),
  of(
    `${T}.asApproximateFloat(): double`,
    'Nearly it.',
    `quantity('1500m').asApproximateFloat() == 1.5`,
    (_, it: Quantity) => Number(it.nanos) / 1e9,
  ),
  of(`${T}.sign(): int`, '1, 0 or -1.', `quantity('-1').sign() == -1`, (_, it: Quantity) =>
    compare(it, new Quantity(0n)),
  ),
  of(`${T}.add(${T}): ${T}`, 'Their sum.', `quantity('1k').add(quantity('1')) == quantity('1001')`, add),
  of(`${T}.add(int): ${T}`, 'Their sum.', `quantity('1k').add(1) == quantity('1001')`, add),
  of(`${T}.sub(${T}): ${T}`, 'Their difference.', `quantity('1k').sub(quantity('1')) == quantity('999')`, sub),
  of(`${T}.sub(int): ${T}`, 'Their difference.', `quantity('1k').sub(1) == quantity('999')`, sub),
  of(
    `${T}.isLessThan(${T}): bool`,
    'Whether it is less.',
    `quantity('1M').isLessThan(quantity('1Mi'))`,
    (_, a: Quantity, b: Quantity) => compare(a, b) < 0n,
  ),
  of(
    `${T}.isGreaterThan(${T}): bool`,
    'Whether it is more.',
    `quantity('1Mi').isGreaterThan(quantity('1M'))`,
    (_, a: Quantity, b: Quantity) => compare(a, b) > 0n,
  ),
  of(
    `${T}.compareTo(${T}): int`,
    '-1, 0 or 1.',
    `quantity('1').compareTo(quantity('2')) == -1`,
    (_, a: Quantity, b: Quantity) => compare(a, b),
  ),
];

export const QUANTITY_TYPES: readonly CelType[] = [
  { name: T, constructor: Quantity, equals: (one: Quantity, other: Quantity) => one.nanos === other.nanos },
];
