import { PassThrough } from 'node:stream';
import test from 'ava';
import fc from 'fast-check';
import { ConnectionError } from '../../../src/engine/errors.ts';
import { eachLine } from '../../../src/engine/lines.ts';

async function split(chunks: readonly Buffer[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  const done = eachLine(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await done;
  return lines;
}

test('lines are the same wherever the chunks are cut, within a character, too', async (t) => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat({ max: 50 }), { maxLength: 8 }), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted((a, b) => a - b);
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      t.deepEqual(
        await split(chunks),
        lines.filter((line) => line !== ''),
      );
    }),
  );
});

test('what is not a whole line at the end is nothing', async (t) => {
  t.deepEqual(await split([Buffer.from('a\nb')]), ['a']);
});

test('a stream that breaks is an error, and so is one that is closed before its end', async (t) => {
  for (const cause of [new Error('reset'), undefined]) {
    const stream = new PassThrough();
    const done = eachLine(stream, () => {});
    stream.destroy(cause);
    await t.throwsAsync(done, { instanceOf: ConnectionError });
  }
});

test('what the callback throws ends the stream', async (t) => {
  const stream = new PassThrough();
  const seen: string[] = [];
  const done = eachLine(stream, (line) => {
    seen.push(line);
    throw new Error('stop');
  });
  stream.write('a\nb\n');
  await t.throwsAsync(done, { message: 'stop' });
  t.true(stream.destroyed);
  t.deepEqual(seen, ['a']);
});
