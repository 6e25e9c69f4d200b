import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'ava';

const ROOT = join(import.meta.dirname, '../../src');
const MAX_LINES = 250;

interface Import {
  readonly from: string;
  /** A file below src, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** `import …`, `export … from` and `import()`; a statement that names only types is a type import. */
const STATEMENT =
  /^(?:import|export)\s+(?<type>type\s)?(?:(?<names>[^'";]*?)\s*from\s*)?'(?<target>[^']+)'|import\((?<dynamic>[^)]*)\)/gm;

const namesOnlyTypes = (names: string): boolean =>
  /^\{[^}]*\}$/.test(names) &&
  names
    .slice(1, -1)
    .split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => name.trim().startsWith('type '));

function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(STATEMENT)].map(({ groups = {} }) => {
    const { type, names = '', target, dynamic = '' } = groups as Record<string, string | undefined>;
    const spelled = target ?? dynamic.replaceAll(/['"]/g, '');
    const to = spelled.startsWith('.') ? relative(ROOT, join(ROOT, path, '..', spelled)) : spelled;
    return { from: path, to, typeOnly: type !== undefined || namesOnlyTypes(names) };
  });
}

const files: readonly SourceFile[] = globSync('**/*.ts', { cwd: ROOT }).map((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, imports: importsOf(path, text) };
});
const imports = files.flatMap((file) => file.imports);

/** The layer of a file: its folder, or its name where it lies at the top. */
const layerOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.ts$/, ''));
const isLocal = ({ to }: Import): boolean => to.endsWith('.ts');
const said = ({ from, to }: Import): string => `${from} → ${to}`;

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['operator', 'options', 'log'],
  operator: ['steps', 'engine', 'domain', 'api', 'options', 'log'],
  steps: ['steps', 'engine', 'domain', 'api'],
  engine: ['engine'],
  domain: ['domain', 'api'],
  api: ['api'],
  log: ['engine'],
  options: [],
};

/** Packages that only these files may import. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['engine/transport.ts'],
  '@dot-i/k8s-operator': ['operator.ts'],
  winston: ['log.ts'],
  commander: ['main.ts'],
  'prom-client': ['engine/metrics.ts', 'engine/server.ts', 'steps/collected-metrics.ts', 'steps/domain-metrics.ts'],
};

const DOMAIN_PACKAGES = [
  '@bufbuild/re2',
  '@marcbachmann/cel-js',
  'croner',
  'ipaddr.js',
  'node:crypto',
  'semver',
  'yaml',
];

test('the reader of imports understands every form of them', (t) => {
  const text = [
    `import a from 'a';`,
    `import type { B } from './b.ts';`,
    `import {\n  type C,\n  type D,\n} from '../c.ts';`,
    `import { type E, e } from 'e';`,
    `export * from 'f';`,
    `import 'g';`,
    `  const h = await import('h');`,
    `import * as i from 'i';`,
    `// import j from 'j';`,
  ].join('\n');
  t.deepEqual(
    importsOf('x/y.ts', text).map(({ to, typeOnly }) => [to, typeOnly]),
    [
      ['a', false],
      ['x/b.ts', true],
      ['c.ts', true],
      ['e', false],
      ['f', false],
      ['g', false],
      ['h', false],
      ['i', false],
    ],
  );
  t.true(files.length > 50);
  t.true(imports.length > 200);
});

test('every layer imports only what lies below it', (t) => {
  const wrong = imports.filter(isLocal).filter(({ from, to }) => !MAY_IMPORT[layerOf(from)]?.includes(layerOf(to)));
  t.deepEqual(wrong.map(said), []);
});

test('every import is one of a file that exists', (t) => {
  const known = new Set(files.map(({ path }) => path));
  const wrong = imports.filter(({ from, to }) =>
    isLocal({ from, to, typeOnly: false }) ? !known.has(to) : to.startsWith('.'),
  );
  t.deepEqual(wrong.map(said), []);
});

test('the domain knows types of the API, and nothing that has an effect', (t) => {
  const ofDomain = imports.filter(({ from }) => layerOf(from) === 'domain');
  const values = ofDomain.filter((entry) => isLocal(entry) && layerOf(entry.to) === 'api' && !entry.typeOnly);
  t.deepEqual(values.map(said), []);
  const packages = ofDomain.filter((entry) => !isLocal(entry) && !DOMAIN_PACKAGES.includes(entry.to));
  t.deepEqual(packages.map(said), []);
});

test('hashing is all that the domain does with node:crypto', (t) => {
  const wrong = files.filter(
    ({ path, text }) =>
      layerOf(path) === 'domain' && /import \{(?! (createHash|hash) \})[^}]*\} from 'node:crypto'/.test(text),
  );
  t.deepEqual(
    wrong.map(({ path }) => path),
    [],
  );
});

for (const [name, allowed] of Object.entries(ONLY)) {
  test(`${name} is imported by ${allowed.join(' and ')} alone`, (t) => {
    const users = imports.filter(({ to }) => to === name || to.startsWith(`${name}/`)).map(({ from }) => from);
    t.deepEqual([...new Set(users)].toSorted(), allowed.toSorted());
  });
}

test('the process is touched by main and log alone', (t) => {
  const users = files.filter(({ text }) => /\bprocess(\.\w|\[)|node:process/.test(text)).map(({ path }) => path);
  t.deepEqual(users.toSorted(), ['log.ts', 'main.ts']);
});

test('time and chance do not reach the domain', (t) => {
  const users = files.filter(
    ({ path, text }) =>
      layerOf(path) === 'domain' &&
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b|\bsetTimeout\b/.test(text),
  );
  t.deepEqual(
    users.map(({ path }) => path),
    [],
  );
});

test('nothing imports itself, by whatever detour', (t) => {
  const graph = new Map(files.map(({ path, imports: own }) => [path, own.filter(isLocal).map(({ to }) => to)]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, above: readonly string[]): void => {
    if (above.includes(path)) cycles.push([...above.slice(above.indexOf(path)), path].join(' → '));
    else if (!finished.has(path)) for (const next of graph.get(path) ?? []) visit(next, [...above, path]);
    finished.add(path);
  };
  for (const { path } of files) visit(path, []);
  t.deepEqual(cycles, []);
});

test(`no file is longer than ${MAX_LINES} lines`, (t) => {
  const lines = ({ text }: SourceFile): number => text.trimEnd().split('\n').length;
  const long = files.filter((file) => lines(file) > MAX_LINES).map((file) => `${file.path}: ${lines(file)}`);
  t.deepEqual(long, []);
});
