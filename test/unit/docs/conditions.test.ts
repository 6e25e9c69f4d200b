import { readFileSync } from 'node:fs';
import test from 'ava';
import { z } from 'zod';
import { status } from '../../../src/api/status.ts';
import { CONDITION_REASONS, EVENT_REASONS } from '../../../src/domain/reasons.ts';

/** That docs/conditions.md has every type, reason and value there is, in the order in which they count, and no other. */

const page = readFileSync(new URL('../../../docs/conditions.md', import.meta.url), 'utf8');

/** The text below a heading, up to the next one of its level or above. */
function section(heading: string): string {
  const [marks = ''] = heading.split(' ');
  const lines = page.split('\n');
  const from = lines.indexOf(heading);
  if (from === -1) return '';
  const end = lines.findIndex((line, index) => index > from && new RegExp(`^#{1,${marks.length}} `).test(line));
  return lines.slice(from + 1, end === -1 ? undefined : end).join('\n');
}

const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const named = (text: string): string[] => rowsOf(text).map(([name = '']) => name.replaceAll('`', ''));
const headings = (text: string): string[] => [...text.matchAll(/^### (.*)$/gm)].map(([, name = '']) => name);

test('every type of condition has a heading, and every heading is a type', (t) => {
  t.deepEqual(headings(section('## Conditions')), Object.keys(CONDITION_REASONS));
});

for (const [type, reasons] of Object.entries(CONDITION_REASONS))
  test(`every reason of ${type} is told, in its order, and no other`, (t) => {
    t.deepEqual(named(section(`### ${type}`)), [...reasons]);
  });

test('every reason of an Event is told, and no other', (t) => {
  t.deepEqual(named(section('## Events')), [...EVENT_REASONS]);
});

/** Enumerations of the status by path, as the CRD has them. */
function enumsOf(schema: unknown, path: string): [path: string, values: readonly string[]][] {
  const node = z
    .object({
      enum: z.array(z.string()).optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
      items: z.unknown().optional(),
    })
    .parse(schema);
  return [
    ...(node.enum === undefined ? [] : [[path, node.enum] as [string, string[]]]),
    ...Object.entries(node.properties).flatMap(([name, below]) => enumsOf(below, `${path}.${name}`)),
    ...(node.items === undefined ? [] : enumsOf(node.items, `${path}[]`)),
  ];
}
const enums = enumsOf(z.toJSONSchema(status), 'status');

test('every field of the status with certain values has a heading, and every heading is such a field', (t) => {
  t.true(enums.length > 2);
  t.deepEqual(headings(section('## Values in the status')).toSorted(), enums.map(([path]) => `\`${path}\``).toSorted());
});

for (const [path, values] of enums)
  test(`every value of ${path} is told, and no other`, (t) => {
    t.deepEqual(named(section(`### \`${path}\``)), [...values]);
  });

test('every reason says what it means, and every row has as many cells as its heading', (t) => {
  for (const text of ['## Conditions', '## Events', '## Values in the status'].map(section))
    for (const cells of rowsOf(text)) t.true((cells[1]?.length ?? 0) > 3, cells.join('|'));
});
