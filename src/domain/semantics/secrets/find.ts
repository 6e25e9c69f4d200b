import { eachAssignment } from './assignments.ts';
import { credentialUnder } from './credential.ts';
import { type FamilyId, gravest } from './families.ts';
import { TELLING } from './keys.ts';
import { STRUCTURES } from './structures.ts';
import { TOKENS } from './tokens.ts';

const FORMS = [...STRUCTURES, ...TOKENS].map((form) => ({ ...form, sign: new RegExp(form.sign) }));

/** A sign of any of them. */
const ANY = new RegExp(FORMS.map(({ sign }) => `(?:${sign.source})`).join('|'));

/** No form is shorter, so most values are done with at once. */
const SHORTEST = 10;

/** Which credential of a form of its own is in a text: the gravest, if there are several. */
export function formIn(text: string): FamilyId | undefined {
  if (text.length < SHORTEST || !ANY.test(text)) return undefined;
  const found = FORMS.filter(({ sign, isIn }) => sign.test(text) && isIn(text));
  return gravest(found.map(({ family }) => family));
}

function assignedIn(text: string): FamilyId | undefined {
  if (!TELLING.test(text)) return undefined;
  const found = new Set<FamilyId>();
  eachAssignment(text, ({ key, value, inList }) => {
    const family = credentialUnder(key, value);
    if (family !== undefined) found.add(family === 'generic' && inList ? 'dsn' : family);
  });
  return gravest([...found]);
}

/**
 * Which credential a field holds: one that is known by its form, else one that its key or a key within the text tells
 * of. Nothing of the text is in the answer.
 *
 * @param key of the field, such as the name of an environment variable
 */
export const credentialIn = (key: string, text: string): FamilyId | undefined =>
  text.length < 4 ? undefined : (formIn(text) ?? credentialUnder(key, text.trim()) ?? assignedIn(text));
