import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The version is in package.json. `node packaging/version.ts 1.2.3` writes it there and everywhere else; a test complains
 * about a place that says another one.
 */

const VERSION = String.raw`\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?`;

/** A version stands behind this. */
const after = (before: string): RegExp => new RegExp(`(${before})${VERSION}(?![\\w.])`, 'gm');

interface Place {
  readonly files: readonly string[];
  readonly patterns: readonly RegExp[];
}

const NAME = 'gitops-security-operator';

/** Not the changelog, which is about several. */
export const PLACES: readonly Place[] = [
  { files: ['package.json'], patterns: [after(String.raw`^  "version": "`)] },
  // Of the project itself, twice: the packages come after it.
  { files: ['package-lock.json'], patterns: [after(`"name": "${NAME}",\n {2,6}"version": "`)] },
  { files: [`charts/${NAME}/Chart.yaml`], patterns: [after('^version: '), after('^appVersion: ')] },
  { files: ['Dockerfile'], patterns: [after('^ARG VERSION=')] },
  {
    files: ['README.md', ...globSync(['{docs,config,charts}/**/*.md', 'config/**/*.yaml']).toSorted()],
    patterns: [`${NAME}:`, 'newTag: ', 'image\\.tag=', 'targetRevision: v', 'git checkout v', '\\?ref=v'].map(after),
  },
];

/** The version of package.json. */
export const version = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version;

/** A text of one of the places, with another version. */
export const withVersion = (text: string, { patterns }: Place, wanted: string): string =>
  patterns.reduce((result, pattern) => result.replaceAll(pattern, `$1${wanted}`), text);

function write(wanted: string): void {
  for (const place of PLACES)
    for (const file of place.files) {
      const text = readFileSync(file, 'utf8');
      const changed = withVersion(text, place, wanted);
      if (changed !== text) writeFileSync(file, changed);
    }
}

if (import.meta.main) {
  const [wanted = ''] = process.argv.slice(2);
  if (!new RegExp(`^${VERSION}$`).test(wanted)) throw new Error('usage: node packaging/version.ts 1.2.3');
  write(wanted);
}
