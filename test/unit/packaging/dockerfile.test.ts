import { globSync, readFileSync } from 'node:fs';
import test from 'ava';
import { entryPoint, imageUser, shippedDeployment } from '../../support/shipped.ts';

const text = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
const instructions = text
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.replace(/^[A-Z]+ +/, '') }));
const named = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest);

/** Of the image itself: what comes after its FROM. */
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

test('the image runs as the user of the Deployment, without a shell', (t) => {
  const { spec } = shippedDeployment();
  const { runAsUser, runAsGroup } = spec.template.spec.securityContext;
  t.is(imageUser(), `${runAsUser}:${runAsGroup}`);
  t.is(entryPoint()[0], '/nodejs/bin/node');
  t.false(instructions.some(({ name }) => name === 'CMD' || name === 'SHELL'));
});

test('the image gets one file, that nobody may write', (t) => {
  t.deepEqual(
    last.filter(({ name }) => ['COPY', 'ADD', 'RUN'].includes(name)).map(({ rest }) => rest),
    [`--from=build --chown=0:0 --chmod=0444 /src/dist/operator.mjs ${entryPoint().at(-1)}`],
  );
});

test('base images are arguments, so that a release can pin them; the versions of Node.js agree', (t) => {
  t.deepEqual(
    named('FROM').map((rest) => /\$\{(\w+)\}/.exec(rest)?.[1]),
    ['BUILD_IMAGE', 'RUN_IMAGE'],
  );
  const images = named('ARG').filter((rest) => /_IMAGE=/.test(rest));
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const majors = Object.values(optionalDependencies).map((version) => version.split('.')[0]);
  t.deepEqual([...new Set(images.map((rest) => /node(?:js|:)(\d+)-/.exec(rest)?.[1]))], [...new Set(majors)]);
});

test('what is copied from the checkout is let through by .dockerignore, and nothing more', (t) => {
  const let_ = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  const copied = named('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .flatMap((rest) =>
      rest
        .split(' ')
        .slice(0, -1)
        .map((path) => path.replace(/^\.\//, '')),
    );
  t.deepEqual(let_.map((line) => line.slice(1)).toSorted(), copied.toSorted());
  t.true(copied.every((path) => globSync(path).length === 1));
});

test('the image says where it comes from', (t) => {
  for (const label of ['title', 'description', 'licenses', 'version', 'revision', 'source'])
    t.regex(named('LABEL').join(' '), new RegExp(`org\\.opencontainers\\.image\\.${label}="[^"]+"`));
});
