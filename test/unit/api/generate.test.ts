import { readFile } from 'node:fs/promises';
import test from 'ava';
import { rootSchema } from '../../../src/api/crd.ts';
import { generatedFiles } from '../../../src/api/generate.ts';
import { fieldReference } from '../../../src/api/reference.ts';
import type { Schema } from '../../../src/api/schema.ts';

const root = new URL('../../../', import.meta.url);

for (const { path, text } of generatedFiles()) {
  test(`${path} is what the schema generates`, async (t) => {
    const checkedIn = await readFile(new URL(path, root), 'utf8');
    t.true(checkedIn === text, `${path} is stale: run make crds docs`);
  });
}

function fieldNames(schema: Schema): string[] {
  const children = Object.entries(schema.properties ?? {});
  const names = children.flatMap(([name, child]) => [name, ...fieldNames(child)]);
  return schema.items === undefined ? names : [...names, ...fieldNames(schema.items)];
}

test('the reference names every field, its limits and its rules', (t) => {
  const reference = fieldReference();
  const { spec = {}, status = {} } = rootSchema.properties ?? {};
  for (const name of [...fieldNames(spec), ...fieldNames(status)])
    t.regex(reference, new RegExp(`[\`.]${name}\``), name);
  t.regex(reference, /`spec\.report\.limit` \| integer \| `20` \| .* 1 to 100\. \|/);
  t.regex(reference, /`spec\.network\.ingress` \| list of \[Peer\]\(#peer\) \| `\[\]` \| .* At most 64 items\. \|/);
  t.regex(reference, /### EgressPeer\n\n- Rule: name exactly one of/);
});

test('every link of the reference leads to a heading, and every row has four cells', (t) => {
  const lines = fieldReference().split('\n');
  const links = lines.flatMap((line) => [...line.matchAll(/\]\(#([a-z]+)\)/g)].map(([, anchor = '']) => anchor));
  const anchors = lines.filter((line) => line.startsWith('#')).map((line) => line.replace(/^#+ /, '').toLowerCase());
  t.deepEqual(
    links.filter((anchor) => !anchors.includes(anchor)),
    [],
  );
  for (const line of lines.filter((each) => each.startsWith('|'))) t.is(line.split(/(?<!\\)\|/).length, 6, line);
});
