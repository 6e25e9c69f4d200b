import { readFile } from 'node:fs/promises';
import test from 'ava';
import { metricsPage, operatorMetrics } from '../../../docs-metrics.ts';

const { path, text } = metricsPage();
/** The cells of each row, by the name in the first of them. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

test(`${path} is what the registered metrics generate`, async (t) => {
  const checkedIn = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
  t.true(checkedIn === text, `${path} is stale: run make docs`);
});

test('every metric has one row, with what it means', (t) => {
  const described = rows.filter((cells) => cells.length === 7);
  t.deepEqual(
    described.map(([, name = '']) => name.replaceAll('`', '')).toSorted(),
    operatorMetrics().map(({ name }) => name),
  );
  for (const [, name = '', , , meaning = ''] of described) t.not(meaning, '', name);
});

test('every label of them has one row, with what it holds', (t) => {
  const labels = rows.filter((cells) => cells.length === 4);
  t.true(labels.length > 10);
  for (const [, name = '', value = ''] of labels) t.not(value, '', name);
});

test('what is said of when a metric is absent is said of one that there is', (t) => {
  const own = operatorMetrics().filter(({ name }) => name.startsWith('gitops_security_'));
  t.true(own.length >= 13);
  for (const { name } of own)
    t.not(rows.find(([, first]) => first === `\`${name}\``)?.[5], '', `${name} does not say when it is absent`);
});
