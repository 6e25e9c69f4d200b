import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { terminalSvg } from './terminal-svg.ts';

/**
 * `picture.ts [file]`: runs the demo, and makes docs/pictures/demo.svg of what it printed; or of a file that has what it
 * printed in colour.
 */

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const TARGET = here('../../docs/pictures/demo.svg');

/** What of the demo fits in a picture: the beginning of some chapters, or of a part of them. */
const EXCERPTS: readonly { readonly chapter: RegExp; readonly from?: RegExp; readonly lines: number }[] = [
  { chapter: /as everybody installs it/, lines: 4 },
  { chapter: /^\d+\. Enforce/, lines: 7 },
  { chapter: /^\d+\. Neutralise/, lines: 4 },
  { chapter: /An intruder/, lines: 9 },
  { chapter: /The cluster around it/, from: /^ *Told/, lines: 9 },
];

async function runDemo(): Promise<string> {
  const env = { ...process.env, FORCE_COLOR: '1' };
  const demo = spawn(process.execPath, [here('demo.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(demo.stdout), once(demo, 'close')]);
  if (demo.exitCode !== 0) throw new Error(`the demo failed:\n${output}`);
  return output;
}

/** @param printed what the demo printed, in colour */
function excerpt(printed: string): string[] {
  const chapters = printed.trimEnd().split(/\n\n/);
  const lines = EXCERPTS.flatMap(({ chapter, from, lines: most }) => {
    const found = chapters.find((entry) => chapter.test(stripVTControlCharacters(entry.split('\n')[0] ?? '')));
    if (found === undefined) throw new Error(`the demo has no chapter ${String(chapter)}`);
    const [heading = '', ...rest] = found.split('\n');
    const begin = from === undefined ? 0 : rest.findIndex((line) => from.test(stripVTControlCharacters(line)));
    if (begin === -1) throw new Error(`the demo has no line ${String(from)}`);
    const shown = rest.slice(begin, begin + most);
    return [heading, ...shown, ...(begin + most < rest.length ? ['   …'] : []), ''];
  });
  return ['\u001B[2m$ make demo\u001B[0m', '', ...lines.slice(0, -1)];
}

const [file] = process.argv.slice(2);
const printed = file === undefined ? await runDemo() : await readFile(file, 'utf8');
await mkdir(here('../../docs/pictures'), { recursive: true });
await writeFile(TARGET, terminalSvg('What make demo prints, shortened', excerpt(printed)));
console.log(TARGET);
