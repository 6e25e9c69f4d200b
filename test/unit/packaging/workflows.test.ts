import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = '.github/workflows';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.looseObject({}).optional(),
});
const job = z.looseObject({
  permissions: permissions.optional(),
  'timeout-minutes': z.number(),
  steps: z.array(step),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(z.string(), job),
});

const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  return { file, text, ...workflow.parse(parse(text)) };
});
const jobs = workflows.flatMap(({ file, permissions: outer, jobs: all }) =>
  Object.entries(all).map(([name, one]) => ({ file, name, rights: one.permissions ?? outer, steps: one.steps })),
);
const steps = jobs.flatMap((one) => one.steps.map((each) => ({ ...each, at: `${one.file} ${one.name}` })));

test('there are workflows', (t) =>
  t.deepEqual(
    workflows.map(({ file }) => file),
    ['ci.yaml', 'release.yaml'],
  ));

test('a job that is started by others may only read', (t) => {
  for (const { file, on } of workflows) {
    t.false('pull_request_target' in on, file);
    t.false('workflow_run' in on, file);
    if (!('pull_request' in on)) continue;
    for (const { name, rights } of jobs.filter((one) => one.file === file))
      t.deepEqual(
        Object.values(rights).filter((right) => right === 'write'),
        [],
        name,
      );
  }
});

test('each job of a release has the rights that it needs', (t) => {
  const rights = Object.fromEntries(
    jobs.filter(({ file }) => file === 'release.yaml').map((one) => [one.name, one.rights]),
  );
  t.deepEqual(rights, {
    test: { contents: 'read' },
    image: { contents: 'read', packages: 'write', 'id-token': 'write' },
    chart: { contents: 'read', packages: 'write', 'id-token': 'write' },
    release: { contents: 'write', 'id-token': 'write' },
  });
});

test('no step leaves a token in the checkout', (t) => {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  t.is(checkouts.length, jobs.length);
  for (const { at, with: settings } of checkouts) t.is(settings?.['persist-credentials'], false, at);
});

test('what others may write is never put into a script', (t) => {
  for (const { at, run = '' } of steps) t.notRegex(run, /\$\{\{/, at);
});

test('actions are named by a version or a commit, and Renovate pins them', (t) => {
  for (const { at, uses } of steps)
    if (uses !== undefined) t.regex(uses, /^[\w.-]+\/[\w./-]+@(v\d+|[0-9a-f]{40})$/, at);
  const { extends: presets } = z
    .object({ extends: z.array(z.string()) })
    .parse(JSON.parse(readFileSync('.github/renovate.json', 'utf8')));
  t.true(presets.includes('helpers:pinGitHubActionDigests'));
});

test('every target of make that is named exists', (t) => {
  const makefile = readFileSync('Makefile', 'utf8');
  const targets = steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/^make ([a-z-]+)/gm)].map(([, target = '']) => target),
  );
  t.true(targets.length > 0);
  for (const target of targets) t.regex(makefile, new RegExp(`^${target}:`, 'm'));
});
