import test from 'ava';
import fc from 'fast-check';
import { type Attributes, permits, permitsSomeName, readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';
import { requests, rules } from './universe.ts';
import { naivePermits } from './upstream.ts';

const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const getPod = { verb: 'get', group: '', resource: 'pods', name: 'a' };
const getExec = { ...getPod, subresource: 'exec' };
const getPath = (path: string) => ({ verb: 'get', path });
const urls = (...nonResourceURLs: string[]) => ({ nonResourceURLs, verbs: ['get'] });

const cases: [title: string, rule: unknown, attributes: Attributes, expected: boolean][] = [
  ['equal in all', pods, getPod, true],
  ['another verb', pods, { ...getPod, verb: 'list' }, false],
  ['any verb', { ...pods, verbs: ['*'] }, { ...getPod, verb: 'impersonate' }, true],
  ['a verb that begins alike', { ...pods, verbs: ['get*'] }, getPod, false],
  ['another group', pods, { ...getPod, group: 'metrics.k8s.io' }, false],
  ['any group', { ...pods, apiGroups: ['*'] }, { ...getPod, group: 'metrics.k8s.io' }, true],
  ['a subresource of the resource', pods, getExec, false],
  ['any resource, for a resource', { ...pods, resources: ['*'] }, getPod, true],
  ['any resource, for a subresource', { ...pods, resources: ['*'] }, getExec, true],
  ['the subresource itself', { ...pods, resources: ['pods/exec'] }, getExec, true],
  ['the subresource, for its resource', { ...pods, resources: ['pods/exec'] }, getPod, false],
  ['the subresource of any resource', { ...pods, resources: ['*/exec'] }, getExec, true],
  ['another subresource of any resource', { ...pods, resources: ['*/log'] }, getExec, false],
  ['bug of others: all subresources of a resource', { ...pods, resources: ['pods/*'] }, getExec, false],
  ['all subresources of all resources', { ...pods, resources: ['*/*'] }, getExec, false],
  ['the name', { ...pods, resourceNames: ['b', 'a'] }, getPod, true],
  ['another name', { ...pods, resourceNames: ['b'] }, getPod, false],
  ['a name that is a star', { ...pods, resourceNames: ['*'] }, getPod, false],
  [
    'a name, for a request without',
    { ...pods, resourceNames: ['a'] },
    { verb: 'get', group: '', resource: 'pods' },
    false,
  ],
  ['names null', { ...pods, resourceNames: null }, getPod, true],
  ['no verbs', { ...pods, verbs: null }, getPod, false],
  ['no groups', { ...pods, apiGroups: [] }, getPod, false],
  ['no resources', { apiGroups: [''], verbs: ['get'] }, getPod, false],
  ['the path', urls('/healthz'), getPath('/healthz'), true],
  ['what lies below the path', urls('/healthz'), getPath('/healthz/etcd'), false],
  ['any path', urls('*'), getPath('/x'), true],
  ['the beginning of the path', urls('/healthz/*'), getPath('/healthz/etcd'), true],
  ['the beginning of the path, not a folder', urls('/heal*'), getPath('/healthz'), true],
  ['the beginning with many stars', urls('/heal***'), getPath('/healthz'), true],
  ['a star within the path', urls('/*/etcd'), getPath('/healthz/etcd'), false],
  ['a path, for a resource', urls('*'), getPod, false],
  ['a resource, for a path', { ...pods, resources: ['*'] }, getPath('pods'), false],
  ['a null rule', null, getPod, false],
];

for (const [title, rule, attributes, expected] of cases)
  test(`${title}: ${expected ? 'permitted' : 'not permitted'}`, (t) => {
    for (const reading of ['widest', 'narrowest'] as const)
      t.is(
        readRules([rule], reading).some((read) => permits(read, attributes)),
        expected,
        reading,
      );
  });

const unreadable: [title: string, rules: unknown][] = [
  ['rules that are no list', { 0: pods }],
  ['a rule that is a text', ['get pods']],
  ['verbs that are a text', [{ ...pods, verbs: 'list' }]],
  ['a verb that is a number', [{ ...pods, verbs: ['list', 1] }]],
  ['groups that are a text', [{ ...pods, apiGroups: 'apps' }]],
  ['resources that are an object', [{ ...pods, resources: { length: 1 } }]],
  ['a name that is null', [{ ...pods, resourceNames: [null] }]],
  ['a name among others that is none', [{ ...pods, resourceNames: ['b', {}] }]],
  ['paths that are a text, beside resources', [{ ...pods, nonResourceURLs: '/x' }]],
];

for (const [title, rules] of unreadable)
  test(`${title}: permitted at the widest, nothing at the narrowest`, (t) => {
    t.true(readRules(rules, 'widest').some((rule) => permits(rule, getPod)));
    t.deepEqual(readRules(rules, 'narrowest'), []);
  });

test('a rule permits what the definition says, in every request', (t) => {
  fc.assert(
    fc.property(rules, (list) => {
      const read = readRules(list, 'narrowest');
      for (const request of requests)
        t.is(
          read.some((rule) => permits(rule, request)),
          list.some((rule) => naivePermits(rule, request)),
        );
    }),
    { numRuns: 50 },
  );
});

test('some name is permitted where one of the names is, and only there', (t) => {
  const [rule] = readRules([{ ...pods, resourceNames: ['b'] }], 'narrowest');
  t.true(rule !== undefined && permitsSomeName(rule, getPod));
  t.false(rule !== undefined && permitsSomeName(rule, { ...getPod, verb: 'list' }));
});

test('a pattern of a million stars is read at once', (t) => {
  const [rule] = readRules([urls(`/${'*'.repeat(1_000_000)}x`)], 'widest');
  t.false(rule !== undefined && permits(rule, getPath('/x')));
});

test('rules of any type are read without an exception', (t) => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const list of [value, [value], [{ ...pods, verbs: value }], [{ ...pods, resourceNames: value }]]) {
        t.true(Array.isArray(readRules(list, 'widest')));
        t.true(Array.isArray(readRules(list, 'narrowest')));
      }
    }),
  );
});
