import { stripVTControlCharacters } from 'node:util';
import { kubectl } from '../support/kubectl.ts';

/** What the demo shows. Colour only where somebody looks, or asks for it by FORCE_COLOR. */

const started = performance.now();
const { FORCE_COLOR, NO_COLOR } = process.env;
const colour = FORCE_COLOR === '1' || (process.stdout.isTTY && NO_COLOR === undefined);
const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);

const bold = (text: string): string => paint(1, text);
const dim = (text: string): string => paint(2, text);
export const good = (text: string): string => paint(32, text);
export const bad = (text: string): string => paint(31, text);

let chapters = 0;

export function chapter(title: string): void {
  chapters += 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n${bold(`${chapters}. ${title}`)} ${dim(`(${seconds} s)`)}`);
}

export function say(text: string): void {
  console.log(`   ${text}`);
}

const WIDTH = 100;

/** Broken at spaces, so that long messages stay readable. */
function wrapped(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** A label and a text that may take several lines. */
export function item(label: string, text: string): void {
  const padded = `${label}${' '.repeat(Math.max(0, 14 - stripVTControlCharacters(label).length))}`;
  for (const [index, line] of wrapped(text, WIDTH - 16).entries())
    say(`${index === 0 ? padded : ' '.repeat(14)} ${line}`);
}

/** Runs a kubectl command, shows it as one would type it, and what it prints. */
export async function show(kubeconfig: string, ...args: string[]): Promise<string> {
  const typed = args.map((arg) => (/[\s{}*?()]/.test(arg) ? `'${arg}'` : arg)).join(' ');
  say(dim(`$ kubectl ${typed}`));
  const output = await kubectl(kubeconfig, args);
  for (const line of output.trimEnd().split('\n')) say(line);
  return output;
}
