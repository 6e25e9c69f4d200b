import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageReference, isFrom, parseImage } from '../../../../src/domain/semantics/image.ts';
import { goModule } from '../../../support/go-module.ts';

/** The tables of upstream's own tests, which are Go: texts between quotes, by the name of their field. */
const root = await goModule('github.com/distribution/reference@v0.6.0');
const [parsing, normalizing] = await Promise.all(
  ['reference_test.go', 'normalize_test.go'].map(async (file) => {
    const text = await readFile(join(root, file), 'utf8');
    return text.replaceAll(/^\s*\/\/.*$/gm, '');
  }),
);

const body = (source = '', name: string): string => source.split(`func ${name}(`, 2)[1]?.split('\nfunc ', 1)[0] ?? '';

const entries = (source: string): Record<string, string>[] =>
  source
    .split(/\n\t\t\{\n/)
    .slice(1)
    .map((entry) =>
      Object.fromEntries(
        [...entry.matchAll(/^\t\t\t(\w+):\s+(.*?),?(?: \/\/.*)?$/gm)].map(([, key = '', value = '']) => [key, value]),
      ),
    );

const literal = (value: string | undefined): string | undefined => /^"([^"\\]*)"$/.exec(value ?? '')?.[1];

const list = (source: string, name: string): string[] => {
  const block = source.split(`${name} := []string{`, 2)[1]?.split('\n\t}', 1)[0] ?? '';
  return [...block.matchAll(/^\t\t"([^"\\]*)",$/gm)].map(([, text = '']) => text);
};

const written = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

test('names that upstream takes are taken, and those that it refuses are not', (t) => {
  let count = 0;
  for (const name of ['TestValidateReferenceName', 'TestValidateRemoteName']) {
    const source = body(normalizing, name);
    const valid = [...list(source, 'validRepoNames'), ...list(source, 'validRepositoryNames')];
    const invalid = [...list(source, 'invalidRepoNames'), ...list(source, 'invalidRepositoryNames')];
    for (const text of valid) t.not(parseImage(text), undefined, text);
    for (const text of invalid) t.is(parseImage(text), undefined, text);
    count += valid.length + invalid.length;
  }
  t.true(count > 50, String(count));
});

test('tags and digests are those that upstream reads', (t) => {
  const table = entries(body(parsing, 'TestReferenceParse')).filter(({ input }) => literal(input) !== undefined);
  t.true(table.length > 35, String(table.length));
  for (const { input, err, tag, digest } of table) {
    const text = literal(input) ?? '';
    const image = parseImage(text);
    if (err !== undefined) t.is(image, undefined, text);
    else t.deepEqual([image?.tag, image?.digest], [literal(tag), literal(digest)], text);
  }
});

test('registries and repositories are those that upstream reads, by every name of an image', (t) => {
  const table = entries(body(normalizing, 'TestParseRepositoryInfo'));
  t.true(table.length >= 20, String(table.length));
  for (const { RemoteName, FamiliarName, FullName, AmbiguousName, Domain } of table) {
    const names = [FamiliarName, FullName, AmbiguousName]
      .map(literal)
      .filter((name) => name !== undefined && name !== '');
    for (const name of names) {
      const image = parseImage(name ?? '');
      t.deepEqual([image?.registry, image?.repository], [literal(Domain), literal(RemoteName)], name);
    }
  }
});

test('an image is what upstream normalizes it to', (t) => {
  const all = entries(body(normalizing, 'TestParseAnyReference'));
  const table = all.filter(({ Equivalent = '' }) => !Equivalent.startsWith('"sha256:'));
  t.true(table.length > 5, String(table.length));
  for (const { Reference, Equivalent } of table) {
    const image = parseImage(literal(Reference) ?? '');
    t.is(image && written(image), literal(Equivalent) ?? 'no text');
  }
});

test('a place that is a host with a port, or in capital letters', (t) => {
  const image = parseImage('Registry.example:5000/team/app') ?? t.fail();
  if (typeof image !== 'object') return;
  t.true(isFrom(image, 'registry.example:5000'));
  t.true(isFrom(image, 'REGISTRY.example:5000/team'));
  t.false(isFrom(image, 'registry.example'));
  t.false(isFrom(image, 'registry.example:5000/Team'));
});

test('hostile texts are read at once', (t) => {
  const start = performance.now();
  const texts = ['a-'.repeat(50_000), `${'a.'.repeat(50_000)}/`, ':1'.repeat(50_000), `a/${'-'.repeat(50_000)}A`];
  for (const text of [...texts, `${'a'.repeat(200)}_`]) t.is(parseImage(text), undefined);
  t.true(performance.now() - start < 1000);
});
