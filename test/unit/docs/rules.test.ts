import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { rulePages } from '../../../docs-rules.ts';
import { RULES } from '../../../src/domain/rules/index.ts';

const root = new URL('../../../', import.meta.url);

for (const { path, text } of rulePages()) {
  test(`${path} is what the rules generate`, async (t) => {
    const checkedIn = await readFile(new URL(path, root), 'utf8');
    t.true(checkedIn === text, `${path} is stale: run make docs`);
  });
}

test('every rule is documented once, and every link leads to it', (t) => {
  const [index, ...pages] = rulePages();
  const headings = pages.flatMap(({ text }) => [...text.matchAll(/^## (.*)$/gm)].map(([, id = '']) => id));
  t.deepEqual(headings.toSorted(), RULES.map(({ id }) => id).toSorted());
  for (const { id } of RULES) t.true(index?.text.includes(`(${id.split('/')[0]}.md#${id.replaceAll('/', '')})`), id);
});

test('no page is left of a category that has gone', (t) => {
  const found = readdirSync(new URL('docs/rules', root)).map((name) => `docs/rules/${name}`);
  t.deepEqual(
    found.toSorted(),
    rulePages()
      .map(({ path }) => path)
      .toSorted(),
  );
});
