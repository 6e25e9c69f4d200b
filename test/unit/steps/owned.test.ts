import test from 'ava';
import { kinds } from '../../../src/domain/kinds/index.ts';
import { SECTIONS } from '../../../src/domain/section.ts';
import { OWNED_KINDS } from '../../../src/steps/owned.ts';

test('every kind that is generated is watched, and belongs to a section of the policy', (t) => {
  t.deepEqual([...OWNED_KINDS].toSorted(), kinds.map(({ kind }) => kind).toSorted());
  for (const { section, kind, owned } of kinds) {
    t.true(SECTIONS.includes(section), kind);
    t.true(owned.length > 0, `${kind} says by which field it is known to be applied by us`);
  }
});
