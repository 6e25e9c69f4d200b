import test from 'ava';
import { cases } from './field-cases.ts';

for (const [name, { schema, good, bad }] of Object.entries(cases)) {
  test(`${name}: what is accepted`, (t) => {
    for (const value of good) t.true(schema.safeParse(value).success, JSON.stringify(value));
  });

  test(`${name}: what is refused`, (t) => {
    for (const value of bad) t.false(schema.safeParse(value).success, JSON.stringify(value));
  });
}
