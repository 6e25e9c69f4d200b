import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { alerts } from '../../support/alerts.ts';

const root = join(import.meta.dirname, '../../..');
const FOLDER = 'docs/playbooks';
const SECTIONS = ['What you see', 'Is it urgent', 'What to do', 'When it is over', 'Afterwards'];

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const playbooks = readdirSync(join(root, FOLDER)).filter((name) => name !== 'README.md');

test('the index has every playbook, once', (t) => {
  const listed = [...read(`${FOLDER}/README.md`).matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(
    ([, name = '']) => name,
  );
  t.deepEqual(listed.toSorted(), playbooks.toSorted());
});

for (const name of playbooks) {
  test(`${name} says what is seen, whether it is urgent, what to do, when it is over, and what comes then`, (t) => {
    const headings = [...read(`${FOLDER}/${name}`).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    t.deepEqual(headings, SECTIONS);
  });

  test(`${name} names the alerts that link to it, and no others`, (t) => {
    const named = [
      ...new Set([...read(`${FOLDER}/${name}`).matchAll(/`(GitOpsSecurity\w+)`/g)].map(([, alert = '']) => alert)),
    ];
    const linking = alerts
      .filter(({ annotations }) => annotations.runbook_url.endsWith(`/${name}`))
      .map(({ alert }) => alert);
    t.deepEqual(named.toSorted(), linking.toSorted());
  });
}
