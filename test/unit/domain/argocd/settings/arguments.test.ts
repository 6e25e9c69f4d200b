import test from 'ava';
import type { Container } from '../../../../../src/api/kube.ts';
import { flagValues } from '../../../../../src/domain/argocd/settings/arguments.ts';

const SERVER = ['argocd-server'];

/** Of the switch `--insecure` and the flag `--x`, as far as they are given. */
const CASES: readonly (readonly [
  name: string,
  container: Partial<Container>,
  insecure: readonly string[] | undefined,
  x: readonly string[] | undefined,
])[] = [
  ['nothing', {}, undefined, undefined],
  ['a switch', { args: ['argocd-server', '--insecure'] }, ['true'], undefined],
  ['a switch takes no word', { args: ['argocd-server', '--insecure', 'false'] }, ['true'], undefined],
  ['a switch with a value', { args: ['argocd-server', '--insecure=false'] }, ['false'], undefined],
  ['several', { args: ['argocd-server', '--insecure', '--insecure=false'] }, ['true', 'false'], undefined],
  ['a flag and its value apart', { command: ['argocd-server'], args: ['--x', 'a', '--y'] }, undefined, ['a']],
  ['a flag that is empty', { args: ['argocd-server', '--x='] }, undefined, ['']],
  ['a flag without a value', { args: ['argocd-server', '--x'] }, undefined, ['']],
  ['a flag that begins alike', { args: ['argocd-server', '--insecure-too', '--xy=1'] }, undefined, undefined],
  ['before the program', { command: ['tini', '--', '/usr/bin/argocd-server', '--insecure'] }, ['true'], undefined],
  ['of the wrapper', { command: ['wrap', '--insecure', 'argocd-server'] }, undefined, undefined],
  ['after the end of flags', { args: ['argocd-server', '--', '--insecure'] }, undefined, undefined],
  ['the program of the image', { args: ['--insecure'] }, ['true'], undefined],
  ['a shell script', { command: ['sh', '-ec', 'exec argocd-server --insecure --x="a"'] }, ['true'], ['a']],
];

for (const [name, container, insecure, x] of CASES)
  test(`arguments: ${name}`, (t) => {
    const one: Container = { name: 'main', ...container };
    t.deepEqual(flagValues(one, SERVER, 'insecure', true)?.values, insecure);
    t.deepEqual(flagValues(one, SERVER, 'x', false)?.values, x);
  });

test('a value that something else fills in is not known', (t) => {
  const given = (value: string) =>
    flagValues({ name: 'a', args: ['argocd-server', `--x=${value}`] }, SERVER, 'x', false);
  t.deepEqual(
    ['$(X)', '$X', '${X}', 'a'].map((value) => given(value)?.expanded),
    [true, true, true, false],
  );
});
