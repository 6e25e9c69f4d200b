import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Packages of CommonJS among the dependencies call `require`, which an ES module does not have. */
const banner = `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`;

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** The operator as one file, so that an image needs no package tree. */
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/operator.mjs',
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  banner: { js: banner },
  define: { OPERATOR_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
});
