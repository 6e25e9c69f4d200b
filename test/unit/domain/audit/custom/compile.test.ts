import test from 'ava';
import fc from 'fast-check';
import { compileCustom } from '../../../../../src/domain/audit/custom/compile.ts';
import { problem } from './expression.ts';

test('an expression that is true or false is accepted', (t) => {
  for (const expression of [
    'true',
    'object.spec.replicas > 1',
    'object.spec.paused',
    'has(object.spec.x) ? object.spec.x : false',
    '[1, "a", object.x].size() == 3',
    '{"a": 1, "b": "c"}.size() == 2',
    'object.?spec.?x.orValue(false)',
  ])
    t.is(problem(expression), undefined, expression);
});

test('what is wrong with an expression is told', (t) => {
  t.is(problem('object.spec.('), 'Expected IDENTIFIER, got LPAREN at character 13');
  t.is(problem('1 + 1'), 'it is of the type int, and must be true or false');
  t.is(problem('objekt.spec == 1'), 'Unknown variable: objekt at character 1');
  t.is(problem('"a" + 1 == "a1"'), 'no such overload: string + int at character 1');
  t.is(problem('object.x.matches("(")'), '"(" is no pattern of RE2, or too long');
  t.is(problem('object.x.matches("(?=a)")'), '"(?=a)" is no pattern of RE2, or too long');
  t.is(problem('object.x.matches("\\\\p{L}")'), '"\\\\p{L}" is no pattern of RE2, or too long');
});

test('only functions that are listed may be called', (t) => {
  for (const [expression, what] of [
    ['exec("x")', 'a function exec with 1 argument'],
    ['"a".matches_("a")', 'a method matches_ with 1 argument'],
    ['bytes("{}").json() == {}', 'a method json with 0 arguments'],
    ['timestamp(0).getHours("UTC") == 0', 'a method getHours with 1 argument'],
    ['instrument_(true)', 'a function instrument_ with 1 argument'],
    ['object.all(x, foo())', 'a function foo with 0 arguments'],
    ['{"a": [foo()]}.size() == 1', 'a function foo with 0 arguments'],
    ['cel.bind(x, foo(), true)', 'a function foo with 0 arguments'],
    ['true || (false ? foo() : true)', 'a function foo with 0 arguments'],
    ['object.x[foo()] == 1', 'a function foo with 0 arguments'],
  ] as const)
    t.is(problem(expression), `there is no such thing as ${what}`, expression);
});

test('Secrets are refused', (t) => {
  t.is(problem('true', 'Secret'), 'Secrets are not read');
});

test('expressions have bounds', (t) => {
  t.regex(problem(`${'!'.repeat(4000)}true`) ?? '', /^Exceeded maxAstNodes/);
  t.regex(problem(`${'('.repeat(1000)}true${')'.repeat(1000)}`) ?? '', /^Exceeded maxDepth/);
  t.is(problem(`true${' && true'.repeat(450)}`), 'it is nested too deeply');
  t.is(problem(`true${' && true'.repeat(390)}`), undefined);
  t.is(problem(`object.x in [${Array.from({ length: 500 }, (_, index) => index).join()}]`), undefined);
  t.regex(problem(`object.x in [${'1,'.repeat(600)}1]`) ?? '', /^Exceeded maxListElements/);
  t.is(problem(`object.x.matches('${'a'.repeat(600)}')`)?.slice(-33), 'is no pattern of RE2, or too long');
});

test('a problem is told in a line', (t) => {
  const long = problem(`object.${'x'.repeat(4000)}.(`) ?? '';
  t.true(long.length <= 256);
  for (const expression of ['', '\n', '"', "'\n'", 'a\n.b.(', '\u0000', '}'])
    t.regex(problem(expression) ?? '', /^.{1,256}$/u, JSON.stringify(expression));
});

test('nothing that is written makes it throw', (t) => {
  const piece = fc.constantFrom(
    ...'object . spec ( ) [ ] { } " \' ? : || && == in has all map x 1 1.5 -'.split(' '),
    ',',
    ' ',
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (expression) => {
      const compiled = compileCustom({ match: { apiVersion: 'v1', kind: 'X' }, expression });
      t.true(compiled.ok || compiled.problem.length > 0);
    }),
    { numRuns: 1000 },
  );
});
