import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'ava';

/** That every relative link and anchor in the pages of the project leads somewhere. Others than those are not tried. */

const ROOT = join(import.meta.dirname, '../../..');

/** What others wrote, or what is built. */
const LEFT_OUT: readonly string[] = ['node_modules', 'dist', 'build', '.cluster'];

const pages = globSync('**/*.md', { cwd: ROOT, exclude: (path) => LEFT_OUT.includes(path) }).toSorted();

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Links in code are text. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^( *)(`{3,}|~{3,})[^]*?^\1\2/gm, '').replaceAll(/(`+)[^`]*?\1/g, 'code');

/** As GitHub makes them: letters, digits, `-` and `_` are kept, spaces become `-`; equal ones are counted. */
function anchorsOf(text: string): Set<string> {
  const found = new Set<string>();
  const seen = new Map<string, number>();
  const fenced = text.replaceAll(/^( *)(`{3,}|~{3,})[^]*?^\1\2/gm, '');
  for (const [, title = ''] of fenced.matchAll(/^#{1,6} +(.*?)(?: +#+)?$/gm)) {
    const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    const before = seen.get(anchor);
    seen.set(anchor, (before ?? 0) + 1);
    found.add(before === undefined ? anchor : `${anchor}-${before}`);
  }
  for (const [, id = ''] of fenced.matchAll(/<a (?:id|name)="([^"]+)"/g)) found.add(id);
  return found;
}

const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)|^\[[^\]]+\]: +(\S+)/gm)].map(
    ([, inline, reference]) => inline ?? reference ?? '',
  );

/** What is wrong with a link; undefined where nothing is. */
function problemOf(page: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, target))) return `${page}: ${link}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith('.md') || statSync(join(ROOT, target)).isDirectory()) return undefined;
  return anchorsOf(textOf(target)).has(anchor)
    ? undefined
    : `${page}: ${link}: no heading of ${target} has this anchor`;
}

test('the reader of links and anchors understands their forms', (t) => {
  t.deepEqual(
    [...anchorsOf("# A `code`, and more?\n## A b\n## A b\n```sh\n# no heading\n```\n## [Link](x.md)'s end")],
    ['a-code-and-more', 'a-b', 'a-b-1', 'links-end'],
  );
  const text = '[a](b.md) `[no](link)` ![p](c.svg "t")\n```\n[no](code)\n```\n[ref]: d.md\n[`x`](e.md#f)';
  t.deepEqual(linksOf(text), ['b.md', 'c.svg', 'd.md', 'e.md#f']);
});

test('there are pages, with links to look at', (t) => {
  t.true(pages.includes('README.md') && pages.length > 20);
  t.true(pages.flatMap((page) => linksOf(textOf(page))).length > 200);
});

for (const page of pages)
  test(`every link of ${page} leads somewhere`, (t) => {
    t.deepEqual(
      linksOf(textOf(page)).flatMap((link) => problemOf(page, link) ?? []),
      [],
    );
  });
