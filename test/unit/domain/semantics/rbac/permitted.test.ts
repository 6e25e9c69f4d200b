import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule } from '../../../../../src/api/kube.ts';
import { type Asked, finderOf } from '../../../../../src/domain/semantics/rbac/permitted.ts';
import { readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';
import { rules } from './universe.ts';
import { naivePermits } from './upstream.ts';

const asked: Asked = {
  group: 'apps',
  resources: ['pods', 'pods/exec', 'secrets/log', 'other/exec'],
  verbs: ['get', 'create', 'other'],
};

const find = (given: Asked, list: readonly PolicyRule[]) => finderOf(given)(readRules(list, 'widest'));

const split = (path: string) => {
  const [resource = '', subresource = ''] = path.split('/');
  return { resource, subresource };
};

test('what is found is what the authorizer permits, with some name', (t) => {
  fc.assert(
    fc.property(rules, (list) => {
      const found = find(asked, list).map(({ resource, verb }) => `${verb} ${resource}`);
      const expected = (asked.resources as string[]).flatMap((resource) =>
        asked.verbs
          .filter((verb) =>
            ['a', 'b', 'other'].some((name) =>
              list.some((rule) => naivePermits(rule, { verb, group: 'apps', name, ...split(resource) })),
            ),
          )
          .map((verb) => `${verb} ${resource}`),
      );
      t.deepEqual(found, expected);
    }),
  );
});

test('names are those that the authorizer permits, and none where it permits all', (t) => {
  fc.assert(
    fc.property(rules, (list) => {
      for (const { verb, resource, names } of find(asked, list)) {
        const isPermitted = (name: string) =>
          list.some((rule) => naivePermits(rule, { verb, group: 'apps', name, ...split(resource) }));
        const isNameless = verb === 'create' && resource === 'pods';
        t.is(names === undefined, isNameless || isPermitted('other'));
        t.deepEqual([...(names ?? [])].toSorted(), names === undefined ? [] : ['a', 'b'].filter(isPermitted));
      }
    }),
  );
});

const on = (resources: readonly string[], verbs: readonly string[], resourceNames: readonly string[] = []) => ({
  apiGroups: ['g'],
  resources,
  verbs,
  resourceNames,
});

test('a test of resources finds what rules name themselves, and the wildcard', (t) => {
  const open: Asked = { group: 'g', resources: (resource) => resource.startsWith('a'), verbs: ['get'] };
  const found = find(open, [on(['a1', 'b', 'a2'], ['get']), on(['a1', '*'], ['*'], ['x']), on(['a3'], ['list'])]);
  t.deepEqual(found, [
    { group: 'g', resource: 'a1', verb: 'get', names: undefined },
    { group: 'g', resource: 'a2', verb: 'get', names: undefined },
    { group: 'g', resource: '*', verb: 'get', names: ['x'] },
  ]);
});

test('a resource of every group is taken for one of a group by its name alone', (t) => {
  const rule = { ...on(['a', '*/log'], ['get']), apiGroups: ['*'] };
  t.is(find({ group: 'g', resources: () => true, verbs: ['get'] }, [rule]).length, 0);
  t.is(find({ group: 'g', resources: ['a', 'b', 'b/log'], verbs: ['get'] }, [rule]).length, 2);
  t.is(find({ group: 'g', resources: () => true, verbs: ['get'] }, [{ ...rule, apiGroups: ['*', 'g'] }]).length, 2);
});

test('a rule with any number of resources costs no more than it should', (t) => {
  const open: Asked = { group: 'g', resources: () => true, verbs: ['get', 'create', 'update'] };
  const many = Array.from({ length: 50_000 }, (_, index) => `r${index}`);
  const found = find(open, [on(many, ['*']), on(many, ['*'])]);
  t.is(found.length, 60);
});

test('any number of resources of certain names hide none of all names', (t) => {
  const open: Asked = { group: 'g', resources: () => true, verbs: ['update'] };
  const many = Array.from({ length: 30 }, (_, index) => `r${index}`);
  const found = find(open, [on(many, ['update'], ['x']), on(['all'], ['update'])]);
  t.true(found.some(({ resource, names }) => resource === 'all' && names === undefined));
});

test('no name limits a create, but for that of a subresource, and no name limits a delete of many', (t) => {
  const limits = (resource: string, verb: string): boolean =>
    find({ group: 'g', resources: [resource], verbs: [verb] }, [on([resource], [verb], ['x'])]).every(
      ({ names }) => names !== undefined,
    );
  t.deepEqual(
    ['a create', 'a deletecollection', 'a update', 'a patch', 'a delete', 'a get', 'a/token create'].map((text) =>
      limits(...(text.split(' ') as [string, string])),
    ),
    [false, false, true, true, true, true, true],
  );
});
