import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/** A check that passes or fails as a whole, or a suite of tests that reports in TAP. */
interface Suite {
  readonly name: string;
  readonly group: 'static' | 'unit' | 'apiserver' | 'e2e';
  readonly command: readonly string[];
  readonly tap?: boolean;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const SUITES: readonly Suite[] = [
  { name: 'format', group: 'static', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', group: 'static', command: ['oxlint', '--type-aware', '--quiet'] },
  { name: 'unused code', group: 'static', command: ['knip', '--no-progress'] },
  { name: 'types', group: 'static', command: ['tsc', '--noEmit'] },
  { name: 'bundle', group: 'static', command: ['node', 'build.ts'] },
  { name: 'unit and property', group: 'unit', tap: true, command: ['ava', '--tap', 'test/unit/**'] },
  {
    name: 'API server',
    group: 'apiserver',
    tap: true,
    command: ['ava', '--tap', '--concurrency=1', '--timeout=15m', 'test/apiserver/**'],
  },
  {
    name: 'Argo CD',
    group: 'e2e',
    tap: true,
    command: ['ava', '--tap', '--concurrency=1', '--timeout=15m', 'test/argocd/**'],
  },
];

const PROGRESS_MS = 30_000;

/** Runs a command; in TAP, shows failures at once and counts, otherwise shows the output only of a failure. */
function run(
  { command: [program = '', ...args], tap = false }: Suite,
  progress: (passed: number) => void,
): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  let failing = false;
  const take = (text: string): void => {
    chunks.push(text);
    if (!tap) return;
    for (const line of text.split('\n')) {
      if (/^(not )?ok /.test(line)) failing = line.startsWith('not');
      if (failing) console.log(line);
    }
  };
  const passed = (): number => chunks.join('').match(/^ok /gm)?.length ?? 0;
  const timer = setInterval(() => tap && progress(passed()), PROGRESS_MS);
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code: code ?? 1, output: chunks.join('') });
    }),
  );
}

const total = (output: string, word: string): number =>
  [...output.matchAll(new RegExp(`^# ${word} (\\d+)$`, 'gm'))].reduce((sum, [, count]) => sum + Number(count), 0);

async function check(suite: Suite): Promise<Count> {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const { code, output } = await run(suite, (passed) =>
    console.log(`     ${suite.name}: ${passed} passed so far in ${seconds()} s`),
  );
  const count =
    suite.tap === true
      ? { passed: total(output, 'pass'), failed: total(output, 'fail') }
      : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // A runner that ends badly, or that ran nothing, has failed, whatever it counted.
  const broken = count.failed === 0 && (code !== 0 || count.passed === 0);
  if (broken || (code !== 0 && suite.tap !== true)) console.log(output.trimEnd());
  const failed = count.failed + (broken ? 1 : 0);
  console.log(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${suite.name}: ${count.passed} passed, ${failed} failed in ${seconds()} s`,
  );
  return { passed: count.passed, failed };
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const counts: Count[] = [];
for (const suite of SUITES.filter(({ group }) => values.only === undefined || values.only === group))
  counts.push(await check(suite));
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
