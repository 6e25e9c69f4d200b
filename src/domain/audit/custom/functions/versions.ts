import { parse as parseVersion, type SemVer } from 'semver';
import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction, CelType } from './function.ts';

class Version {
  readonly version: SemVer;

  constructor(version: SemVer) {
    this.version = version;
  }
}

const MAX_TEXT = 256;

/** As `1.2.3`, or with `normalize` as `v01.2`. Source: normalizeAndParse in k8s.io/apiserver, pkg/cel/library/semverlib.go. */
function normalized(text: string): string {
  const [first = '', second, third] = text
    .replace(/^v/, '')
    .split(/\.(.*)/s, 2)
    .flatMap((part, index) => (index === 0 ? [part] : part.split(/\.(.*)/s, 2)));
  const plain = (part: string): string => (part.length > 1 ? part.replace(/^0+(?=\d)/, '') : part);
  return [plain(first), plain(second ?? '0'), plain(third ?? '0')].join('.');
}

/** The package takes a leading v, and white space around it. */
function parse(text: string, normalize = false): Version | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const plain = normalize ? normalized(text) : text;
  const version = /^\d\S*$/.test(plain) ? parseVersion(plain) : null;
  return version === null ? undefined : new Version(version);
}

const semver = (text: string, normalize = false): Version => parse(text, normalize) ?? refuse('a text is no version');

const compare = ({ version }: Version, other: Version): number => version.compare(other.version);

const of = (
  signature: string,
  does: string,
  example: string,
  run: (meter: Meter, ...values: never[]) => unknown,
): CelFunction => ({ signature, from: 'Kubernetes', does, example, run });

const T = 'kubernetes.Semver';

const make = (_: Meter, text: string, normalize?: boolean) => semver(text, normalize);
const test = (_: Meter, text: string, normalize?: boolean) => parse(text, normalize) !== undefined;

/** Source: k8s.io/apiserver, pkg/cel/library/semverlib.go. */
export const VERSIONS: readonly CelFunction[] = [
  of(`semver(string): ${T}`, 'From a text such as 1.2.3.', `semver('1.2.3') == semver('1.2.3')`, make),
  of(
    `semver(string, bool): ${T}`,
    'With true also from v1, and 01.2.',
    `semver('v1.2', true) == semver('1.2.0')`,
    make,
  ),
  of('isSemver(string): bool', 'Whether a text is one.', `!isSemver('v1.2')`, test),
  of('isSemver(string, bool): bool', 'The same, with true as above.', `isSemver('v1.2', true)`, test),
  of(`${T}.major(): int`, 'The first number.', `semver('1.2.3').major() == 1`, (_, it: Version) =>
    BigInt(it.version.major),
  ),
  of(`${T}.minor(): int`, 'The second.', `semver('1.2.3').minor() == 2`, (_, it: Version) => BigInt(it.version.minor)),
  of(`${T}.patch(): int`, 'The third.', `semver('1.2.3').patch() == 3`, (_, it: Version) => BigInt(it.version.patch)),
  of(
    `${T}.isLessThan(${T}): bool`,
    'Whether it comes before.',
    `semver('1.0.0-rc.1').isLessThan(semver('1.0.0'))`,
    (_, a: Version, b: Version) => compare(a, b) < 0,
  ),
  of(
    `${T}.isGreaterThan(${T}): bool`,
    'Whether it comes after.',
    `semver('1.10.0').isGreaterThan(semver('1.9.0'))`,
    (_, a: Version, b: Version) => compare(a, b) > 0,
  ),
  of(
    `${T}.compareTo(${T}): int`,
    '-1, 0 or 1.',
    `semver('1.0.0').compareTo(semver('2.0.0')) == -1`,
    (_, a: Version, b: Version) => BigInt(compare(a, b)),
  ),
];

export const VERSION_TYPES: readonly CelType[] = [
  { name: T, constructor: Version, equals: (one: Version, other: Version) => compare(one, other) === 0 },
];
