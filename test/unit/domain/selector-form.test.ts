import test from 'ava';
import { normalSelector, selectsEverything } from '../../../src/domain/selector-form.ts';

test('selectors that select the same are spelt the same', (t) => {
  const one = {
    matchLabels: { b: '2', a: '1' },
    matchExpressions: [
      { key: 'z', operator: 'Exists' as const, values: [] },
      { key: 'k', operator: 'In' as const, values: ['y', 'x', 'y'] },
    ],
  };
  t.is(
    JSON.stringify(normalSelector(one)),
    JSON.stringify({
      matchLabels: { a: '1', b: '2' },
      matchExpressions: [
        { key: 'k', operator: 'In', values: ['x', 'y'] },
        { key: 'z', operator: 'Exists' },
      ],
    }),
  );
});

test('what is empty is left out, and selects everything', (t) => {
  t.deepEqual(normalSelector({ matchLabels: {}, matchExpressions: [] }), {});
  t.true(selectsEverything({ matchLabels: {} }));
  t.true(selectsEverything(undefined));
  t.false(selectsEverything({ matchExpressions: [{ key: 'k', operator: 'Exists' }] }));
});
