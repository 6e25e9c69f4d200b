import test from 'ava';
import { readWorkload } from '../../../../../src/domain/audit/read/workload.ts';
import { checkAt, checksAt } from '../../../../../src/domain/semantics/pod-security/checks.ts';
import { isWeaker, levelOf, minorOf } from '../../../../../src/domain/semantics/pod-security/level.ts';
import { checkOf, type Fixture, upstreamFixtures } from './upstream.ts';
import { CONTROLLERS, wrapped } from './wrapped.ts';

const fixtures = await upstreamFixtures();

const idsByName = new Map(
  Array.from({ length: 38 }, (_, minor) => checksAt('baseline', minor).concat(checksAt('restricted', minor)))
    .flat()
    .map(({ id }) => [id.toLowerCase(), id]),
);

/** Ids of the checks of the fixture's level and version that its pod does not pass. */
function failed({ level, version }: Fixture, { pod, podAnnotations: annotations }: ReturnType<typeof readWorkload>) {
  const minor = minorOf(version);
  return checksAt(level, minor)
    .filter((check) => check.find({ pod, annotations }, minor).length > 0)
    .map(({ id }) => id);
}

const named = ({ level, version, file }: Fixture) => `${level}/${version}/${file}`;

test('every Pod that passes upstream passes, at its level and version', (t) => {
  const passing = fixtures.filter(({ passes }) => passes);
  t.true(passing.length > 1000);
  const wrong = passing.filter((one) => failed(one, readWorkload(one.pod)).length > 0);
  t.deepEqual(wrong.map(named), []);
  const weaker = passing.filter(({ level, version, pod }) => {
    const read = readWorkload(pod);
    return isWeaker(levelOf(read.pod, read.podAnnotations, version), level);
  });
  t.deepEqual(weaker.map(named), []);
});

test('every Pod that fails upstream fails the check that it is for', (t) => {
  const failing = fixtures.filter(({ passes }) => !passes);
  t.true(failing.length > 2000);
  const wrong = failing.filter((one) => {
    const { pod, podAnnotations: annotations } = readWorkload(one.pod);
    const minor = minorOf(one.version);
    const check = checkAt(idsByName.get(checkOf(one)) ?? '', minor);
    return check === undefined || check.find({ pod, annotations }, minor).length === 0;
  });
  t.deepEqual(wrong.map(named), []);
});

test('every Pod that fails upstream fails its level, and is said to pass a lower one alone', (t) => {
  const failing = fixtures.filter(({ passes }) => !passes);
  const wrong = failing.filter((one) => {
    const { pod, podAnnotations } = readWorkload(one.pod);
    const level = levelOf(pod, podAnnotations, one.version);
    return failed(one, readWorkload(one.pod)).length === 0 || !isWeaker(level, one.level);
  });
  t.deepEqual(wrong.map(named), []);
});

test('each kind that makes Pods is judged as the Pod is', (t) => {
  const some = fixtures.filter(({ version }) => ['v1.0', 'v1.18', 'v1.25', 'v1.37'].includes(version));
  for (const kind of CONTROLLERS) {
    const wrong = some.filter(
      (one) => failed(one, readWorkload(wrapped(kind, one.pod))).join() !== failed(one, readWorkload(one.pod)).join(),
    );
    t.deepEqual(wrong.map(named), [], kind);
  }
});

test('a Pod is like what it was made from, and unlike most others', (t) => {
  const some = fixtures.filter(({ version }) => version === 'v1.37');
  for (const { pod } of some) t.is(readWorkload(pod).likeness, readWorkload(wrapped('Deployment', pod)).likeness);
  const verdicts = new Map<string, string>();
  for (const one of some) {
    const read = readWorkload(one.pod);
    const verdict = `${failed({ ...one, level: 'restricted' }, read).join()} ${failed({ ...one, level: 'baseline' }, read).join()}`;
    t.is(verdicts.get(read.likeness) ?? verdict, verdict, 'two that are alike fail different checks');
    verdicts.set(read.likeness, verdict);
  }
});
