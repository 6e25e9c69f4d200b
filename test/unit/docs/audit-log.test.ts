import { readFile } from 'node:fs/promises';
import test from 'ava';
import { z } from 'zod';
import { auditLogPage } from '../../../docs.ts';
import { auditEntry, auditLine } from '../../../src/api/audit-log.ts';

const root = new URL('../../../', import.meta.url);

test(`${auditLogPage.path} is what the type of its lines generates`, async (t) => {
  const checkedIn = await readFile(new URL(auditLogPage.path, root), 'utf8');
  t.true(checkedIn === auditLogPage.text, `${auditLogPage.path} is stale: run make docs`);
});

const ENTRY = { message: 'applied', step: 'act', policy: 'argocd', object: 'Role/argocd/viewers' };
const LINE = { time: '2026-11-25T10:00:00.000Z', level: 'info', audit: true, ...ENTRY };

test('a line is an entry with the time, and nothing that nobody knows of', (t) => {
  t.true(auditEntry.safeParse(ENTRY).success);
  t.true(auditLine.safeParse(LINE).success);
  for (const wrong of [{ more: 1 }, { audit: false }, { time: 'now' }, { message: 'started' }, { object: 'viewers' }])
    t.false(auditLine.safeParse({ ...LINE, ...wrong }).success, JSON.stringify(wrong));
});

test('docs/audit-log.md tells of every message, and its examples are such lines', async (t) => {
  const page = await readFile(new URL('docs/audit-log.md', root), 'utf8');
  const schema = z.object({ oneOf: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })) });
  const said = z.union([
    z.object({ const: z.string() }).transform((each) => [each.const]),
    z.object({ enum: z.array(z.string()) }).transform((each) => each.enum),
  ]);
  const { oneOf } = schema.parse(JSON.parse(auditLogPage.text));
  const messages = oneOf.flatMap(({ properties }) => said.parse(properties['message']));
  t.is(messages.length, 8);
  for (const message of messages) t.true(page.includes(`\`${message}\``), message);
  const examples = page.split('\n').filter((line) => line.startsWith('{"time"'));
  t.true(examples.length > 3);
  for (const example of examples) t.notThrows(() => auditLine.parse(JSON.parse(example)), example);
});
