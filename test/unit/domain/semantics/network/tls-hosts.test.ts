import test from 'ava';
import { ANY_HOST, hasTls } from '../../../../../src/domain/semantics/network/tls-hosts.ts';

const cases: readonly [host: string, tls: readonly (readonly string[])[], covered: boolean][] = [
  ['a.example.com', [], false],
  ['a.example.com', [['a.example.com']], true],
  ['a.example.com', [['b.example.com'], ['c.example.com', 'a.example.com']], true],
  ['A.example.com', [['a.Example.com']], true],
  ['a.example.com', [['*.example.com']], true],
  ['a.b.example.com', [['*.example.com']], false],
  ['example.com', [['*.example.com']], false],
  ['.example.com', [['*.example.com']], false],
  ['a.example.com.evil.org', [['*.example.com']], false],
  ['aexample.com', [['*.example.com']], false],
  ['*.example.com', [['*.example.com']], true],
  ['*.example.com', [['a.example.com']], false],
  ['*.example.com', [['*.com']], false],
  ['a.example.com', [['*']], false],
  ['a.example.com', [[]], true],
  [ANY_HOST, [[]], true],
  [ANY_HOST, [['a.example.com']], false],
  [ANY_HOST, [[ANY_HOST]], false],
  [ANY_HOST, [], false],
];

for (const [host, tls, covered] of cases)
  test(`${host || 'any host'} by ${JSON.stringify(tls)}: ${covered ? 'covered' : 'open'}`, (t) => {
    t.is(hasTls(host, tls), covered);
  });
