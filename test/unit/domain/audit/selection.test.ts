import test from 'ava';
import { audit } from '../../../../src/api/audit.ts';
import { spec } from '../../../../src/api/spec.ts';
import type { Rule } from '../../../../src/domain/audit/rule.ts';
import { activeRules, choicesOf, isAudited } from '../../../../src/domain/audit/selection.ts';

const namespaces = (given: object) => audit.parse({ namespaces: given }).namespaces;

test('namespaces: included, not excluded, and labelled as asked', (t) => {
  t.true(isAudited('shop', {}, namespaces({})));
  t.true(isAudited('shop-dev', {}, namespaces({ include: ['shop-*'] })));
  t.false(isAudited('workshop', {}, namespaces({ include: ['shop*'] })));
  t.false(isAudited('kube-system', {}, namespaces({ exclude: ['kube-?ystem'] })));
  const labelled = namespaces({ selector: { matchLabels: { team: 'a' } } });
  t.true(isAudited('shop', { team: 'a' }, labelled));
  t.false(isAudited('shop', {}, labelled));
});

test('of several choices about a rule, the last one counts', (t) => {
  const choose = choicesOf(
    audit.parse({
      rules: [
        { category: 'rbac', enabled: false },
        { id: 'rbac/all', severity: 'low' },
        { id: 'rbac/b*', enabled: false },
      ],
    }),
  );
  t.deepEqual(choose('rbac/all'), { id: 'rbac/all', enabled: true, severity: 'low' } as never);
  t.false(choose('rbac/bind').enabled);
  t.false(choose('rbac/csr').enabled);
  t.true(choose('rbacs/csr').enabled);
});

test('a rule that is switched off, or not asked for, is not judged by', (t) => {
  const context = { ...spec.parse({}), audit: audit.parse({ rules: [{ id: 'images/b', enabled: false }] }) };
  const rules = [{ id: 'images/a' }, { id: 'images/b' }, { id: 'images/c', asked: () => false }] as unknown as Rule[];
  const active = activeRules(rules, context, choicesOf(context.audit));
  t.deepEqual(
    active.map(({ id }) => id),
    ['images/a'],
  );
});
