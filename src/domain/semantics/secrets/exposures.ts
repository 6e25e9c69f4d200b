import type { KubeObject } from '../../../api/kube.ts';
import type { Exposure } from '../../audit/subjects.ts';
import { type Fields, fieldsOf } from '../unknown.ts';
import { type FamilyId, gravest } from './families.ts';
import { credentialIn } from './find.ts';
import { pathOf } from './path.ts';
import { lastApplied, lookInto } from './places.ts';
import type { Sink } from './walk.ts';

interface Found {
  readonly path: string;
  readonly family: FamilyId;
}

const NONE: readonly never[] = [];

/** How much text of an object is looked through, in UTF-16 code units: as much as a ConfigMap can hold. */
const MAX_TEXT = 1_048_576;

/** How many findings one object has at most. */
const MAX_FOUND = 64;

function foundIn(kind: string, object: Fields): readonly Found[] {
  const all = new Map<string, FamilyId>();
  let left = MAX_TEXT;
  let cut = false;
  const found: Sink['found'] = (trail, family) => {
    if (all.size > MAX_FOUND) return;
    const [path, what] = all.size < MAX_FOUND ? [pathOf(trail), family] : ['', 'too-large' as const];
    all.set(path, gravest([what, all.get(path) ?? what]) ?? what);
  };
  const text: Sink['text'] = (trail, key, whole) => {
    const family = credentialIn(key, whole.slice(0, left));
    if (family !== undefined) found(trail, family);
    if (whole.length > left && !cut) found(trail, 'too-large');
    cut ||= whole.length > left;
    left -= Math.min(left, whole.length);
  };
  lookInto(kind, object, { text, found });
  return all.size === 0 ? NONE : [...all].map(([path, family]) => ({ path, family }));
}

/** kubectl writes the data of a Secret into it whole. */
const HOLDS_DATA = /"(?:data|stringData)"\s{0,8}:\s{0,8}\{\s{0,8}"/;

function parsed(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What kubectl's copy of an object has that the object has not, or not any more: one finding, the gravest. */
function inCopy(kind: string, text: string, own: readonly Found[]): FamilyId | undefined {
  if (kind === 'Secret') return HOLDS_DATA.test(text) ? 'last-applied-secret' : undefined;
  const family = credentialIn('', text.replaceAll(String.raw`\n`, '\n'));
  if (family === undefined && !text.includes('"binaryData"')) return undefined;
  const copy = parsed(text);
  if (copy === undefined) return family;
  const known = new Set(own.map(({ path }) => path));
  return gravest(foundIn(kind, copy).flatMap(({ path, family }) => (known.has(path) ? [] : family)));
}

/**
 * The plaintext credentials in an object of any kind: where they are, and never what they are. The data of a Secret is not
 * looked at. Takes time in proportion to the text in the object, and does not throw, whatever it holds.
 */
export function exposuresOf(raw: KubeObject): readonly Exposure[] {
  const object = fieldsOf(raw) ?? {};
  const own = foundIn(raw.kind, object);
  const copy = lastApplied(object);
  const family = copy && inCopy(raw.kind, copy.text, own);
  return copy === undefined || family === undefined ? own : [...own, { path: copy.path, family }];
}
