import test from 'ava';
import {
  adminRoles,
  everybodyFault,
  everythingFault,
  policyLines,
  terminalFault,
  unreadableFault,
} from '../../../../../src/domain/argocd/settings/rbac-policy.ts';

test('lines are read as encoding/csv reads them', (t) => {
  const lines = policyLines('# no\n\n p, "a,b" , x, y, z, allow\r\ng, "c""d", role:e \np, "a');
  t.deepEqual(
    lines.map(({ number, tokens }) => [number, tokens]),
    [
      // Something stands after the quote.
      [3, undefined],
      [4, ['g', 'c"d', 'role:e']],
      [5, undefined],
    ],
  );
  t.deepEqual(policyLines('p, "a,b", x,y, z, allow')[0]?.tokens, ['p', 'a,b', 'x', 'y', 'z', 'allow']);
});

const READABLE = ['p, a, b, c, d, allow', 'g, a, b', 'r, anything'];
const UNREADABLE = [
  'p, a, b, c, d',
  'p, a, b, c, d, allow, e',
  'g, a',
  'p2, a, b, c, d, allow',
  'x',
  'p, a"b, c, d, e, allow',
];

test('a line that Argo CD cannot read is said', (t) => {
  for (const line of READABLE) t.is(unreadableFault(line), undefined, line);
  for (const line of UNREADABLE) t.truthy(unreadableFault(line), line);
});

const EVERYTHING: readonly (readonly [string, boolean])[] = [
  ['p, a, *, *, *, allow', true],
  ['p, a, *, *, */*, allow', true],
  ['p, a, **, */*, *, allow', true],
  ['p, a, .*, .*, ^.*$, allow', true],
  ['p, a, *, *, *, deny', false],
  ['p, a, *, *, *, Allow', false],
  ['p, a, *, get, *, allow', false],
  ['p, a, applications, *, */*, allow', false],
  ['p, a, *, *, default/*, allow', false],
  ['#p, a, *, *, *, allow', false],
  // Only white space in front of a field is dropped.
  ['p, a, * , *, *, allow', false],
];

for (const [line, everything] of EVERYTHING)
  test(`${line} ${everything ? 'permits' : 'does not permit'} everything`, (t) => {
    t.is(everythingFault(line) !== undefined, everything);
  });

const TERMINALS: readonly (readonly [string, boolean])[] = [
  ['p, a, exec, create, */*, allow', true],
  ['p, a, exec, *, b/*, allow', true],
  ['p, a, *, create, b/*, allow', true],
  ['p, a, exec, get, */*, allow', false],
  ['p, a, exec, create, */*, deny', false],
  ['p, a, *, *, *, allow', false],
];

for (const [line, terminals] of TERMINALS)
  test(`${line} ${terminals ? 'permits' : 'is no finding about'} terminals`, (t) => {
    t.is(terminalFault(line) !== undefined, terminals);
  });

const GROUPS: readonly (readonly [string, boolean])[] = [
  ['g, system:authenticated, role:admin', true],
  ['g, Everyone, role:admin', true],
  ['g, Domain Users, role:admin', true],
  ['g, all-users, role:admin', true],
  ['g, authenticated, role:ops', true],
  ['g, platform-admins, role:admin', false],
  ['g, user@example.com, role:admin', false],
  ['g, everyone, role:readonly', false],
];

for (const [line, everybody] of GROUPS)
  test(`${line} makes ${everybody ? 'everybody' : 'few'} an administrator`, (t) => {
    const all = adminRoles(policyLines('g, role:ops, role:lead\ng, role:lead, role:admin'));
    t.is(everybodyFault(line, all) !== undefined, everybody);
  });

test('roles that go round in a circle come to an end', (t) => {
  const roles = adminRoles(policyLines('g, a, b\ng, b, a\np, b, *, *, *, allow\np, role:admin, x, y, z, allow'));
  t.deepEqual([...roles].toSorted(), ['a', 'b', 'role:admin']);
});

test('the first line stands for all', (t) => {
  const fault = everythingFault('# x\np, a, *, *, *, allow\np, b, *, *, *, allow\np, c, *, *, *, allow');
  t.is(fault?.detail, 'permits everything in line 2 and 2 more lines, "p, a, *, *, *, allow"');
});

test('a policy of a megabyte is read in a moment', (t) => {
  const hostile = [
    'g, a, b\n'.repeat(120_000),
    `p, ${'"",'.repeat(300_000)}`,
    `p, ${'*'.repeat(1_000_000)}x, *, *, *, allow`,
    `${'\n'.repeat(1_000_000)}p, a, *, *, *, allow`,
    Array.from({ length: 50_000 }, (_, at) => `g, ${at}, ${at + 1}`).join('\n'),
  ];
  for (const csv of hostile) {
    adminRoles(policyLines(csv));
    everybodyFault(csv, new Set(['role:admin']));
  }
  t.is(everythingFault(hostile[3] ?? '')?.detail, 'permits everything in line 1000001, "p, a, *, *, *, allow"');
});
