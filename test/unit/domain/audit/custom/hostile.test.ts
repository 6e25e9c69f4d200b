import test from 'ava';
import { failure, objectWith, program, run } from './expression.ts';
import { runCustom } from '../../../../../src/domain/audit/custom/run.ts';

/** Many times what it takes: machines that run tests are busy. */
const LONG_MS = 3000;

const l = Array.from({ length: 1000 }, (_, index) => index);
const s = 'a'.repeat(1_000_000);
const bind = (names: string, first: string, last: string): string =>
  Array.from(names).reduceRight(
    (rest, name, index) =>
      `cel.bind(${name}, ${index === 0 ? first : `${names[index - 1]} + ${names[index - 1]}`}, ${rest})`,
    last,
  );

/** Each would go on for minutes, or use up all memory. */
const ENDLESS: readonly (readonly [expression: string, fields: object])[] = [
  ['object.l.all(a, object.l.all(b, object.l.all(c, a + b + c >= 0)))', { l }],
  ['object.l.exists(a, object.l.exists(b, object.l.exists(c, a + b + c < 0)))', { l }],
  ['object.l.all(a, object.l.all(b, object.l.all(c, a.x)))', { l }],
  ['object.l.exists(a, a.x || object.l.exists(b, b.x || object.l.exists(c, c.x)))', { l }],
  ['object.l.map(a, object.l.map(b, object.l.map(c, c))).size() > 0', { l }],
  ['object.l.exists_one(a, object.l.exists_one(b, object.l.exists_one(c, c == a)))', { l }],
  ['object.l.all(a, object.l.all(b, a in object.l))', { l }],
  ['object.l.all(a, [object.l] == [object.l + []])', { l }],
  ['object.l.all(a, sets.equivalent(object.l, object.l))', { l }],
  ['object.l.all(a, object.l.distinct().size() == 1000)', { l }],
  ['object.l.all(a, object.l.sort() == object.l.reverse().sort())', { l }],
  ['object.l.all(a, object.s.contains(object.t + "b"))', { l, s, t: 'a'.repeat(50_000) }],
  ['object.l.all(a, object.s.lastIndexOf(object.t) == -1)', { l, s, t: `${'a'.repeat(50_000)}b` }],
  ['object.s.replace("", object.s).size() > 0', { s }],
  ['object.s.replace("a", object.s).size() > 0', { s }],
  ['object.s.split("").map(x, object.s).join().size() > 0', { s }],
  ['object.l.map(x, object.s).join().size() > 0', { l, s }],
  ['object.l.all(x, object.s.size() > 0)', { l, s }],
  ['object.l.all(a, object.s.matches("(a|b)*a(a|b){200}$"))', { l, s: 'ab'.repeat(100_000) }],
  ['object.s.matches("(x+x+)+y")', { s: 'x'.repeat(1_000_000) }],
  ['object.s.matches(object.p)', { s: 'a'.repeat(100_000), p: '((a?){100}){3}b' }],
  ['object.l.map(a, string(a) + "(a|b){1000}").exists(p, "aaa".matches(p))', { l }],
  [bind('abcdefghijklmnopqr', 'object.l', 'size(r) > 0'), { l }],
  [bind('abcdefghijklmnopqr', 'object.s', 'size(r) > 0'), { s }],
  [bind('abcdefghijklmnopqr', '[object]', 'r == r + []'), { l }],
  ['object.l.all(x, object.l.all(y, duration("1h1m1s") > duration("1s")))', { l }],
  ['object.l.all(x, object.l.all(y, timestamp("2026-01-01T00:00:00Z") > timestamp(0)))', { l }],
  ['object.l.all(x, object.l.all(y, ip("fd00::1") != ip("10.0.0.1")))', { l }],
  ['object.l.all(x, object.l.all(y, semver("1.0.0").isLessThan(semver("2.0.0"))))', { l }],
  ['object.l.all(x, object.l.all(y, url("https://a.b/c?d=e").getQuery().d == ["e"]))', { l }],
  ['object.l.all(x, object.l.all(y, object.?q.?w.orValue(1) == 1))', { l }],
];

for (const [expression, fields] of ENDLESS)
  test(`is cut off: ${expression.slice(0, 100)}`, (t) => {
    const start = process.hrtime.bigint();
    t.deepEqual(run(expression, fields), { error: 'it takes too many steps', cutOff: true });
    t.true(Number(process.hrtime.bigint() - start) / 1e6 < LONG_MS);
  });

test('what is cut off counts as such, whatever would have come of it', (t) => {
  const heavy = 'object.l.all(a, object.l.all(b, object.l.all(c, true)))';
  for (const expression of [
    `${heavy} || true`,
    `!(${heavy}) && false`,
    `[1].exists(x, ${heavy})`,
    `[1, 2].all(x, x == 1 || ${heavy})`,
  ])
    t.deepEqual(run(expression, { l }), { error: 'it takes too many steps', cutOff: true }, expression);
});

test('one that was cut off leaves nothing behind', (t) => {
  const [endless, short] = [program('object.l.all(a, object.l.all(b, true))'), program('object.l.size() == 1000')];
  const raw = objectWith({ l });
  t.is(typeof runCustom(endless, raw), 'object');
  t.is(runCustom(short, raw), 'pass');
  t.is(typeof runCustom(endless, raw), 'object');
});

test('what rules are for is not cut off', (t) => {
  const containers = Array.from({ length: 30 }, (_, index) => ({
    image: `registry.example.org:5000/team/app-${index}:1.25.${index}`,
    env: Array.from({ length: 60 }, (_entry, at) => ({ name: `NAME_${at}`, value: 'value' })),
  }));
  const rules = Array.from({ length: 300 }, (_, index) => ({
    verbs: ['get', 'list', 'watch'],
    resources: [`kind${index}`],
  }));
  const data = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, 'x'.repeat(10_000)]));
  t.is(
    run('object.c.all(c, c.image.matches("^registry[.]example[.]org:5000/[a-z0-9/-]+:[0-9.]+$"))', { c: containers }),
    'pass',
  );
  t.is(
    run('object.c.all(c, c.env.all(e, !e.name.contains("PASSWORD") && !e.value.startsWith("AKIA")))', {
      c: containers,
    }),
    'pass',
  );
  t.is(run('object.c.all(c, object.c.exists_one(d, d.image == c.image))', { c: containers }), 'pass');
  t.is(run('object.rules.all(r, r.verbs.all(v, v != "*") && r.resources.all(x, x != "*"))', { rules }), 'pass');
  t.is(run('object.data.all(k, !object.data[k].matches("AKIA[0-9A-Z]{16}"))', { data }), 'pass');
});

test('what is nested too deeply is not read', (t) => {
  const deep: unknown = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`);
  t.is(failure('object.kind == "ConfigMap"', { deep }), 'the object is nested too deeply');
  const fair: unknown = JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`);
  t.is(run('object.kind == "ConfigMap" && object.fair == object.fair + []', { fair }), 'pass');
});

test('long texts are no numbers and no times', (t) => {
  const long = '1'.repeat(100_000);
  for (const name of ['duration', 'timestamp', 'int', 'double', 'uint', 'bool'])
    t.is(
      failure(`${name}(object.s) == ${name}(object.s)`, { s: long }),
      'a text is too long for a number or a time',
      name,
    );
});
