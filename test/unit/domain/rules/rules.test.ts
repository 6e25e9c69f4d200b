import test from 'ava';
import { RULES } from '../../../../src/domain/rules/index.ts';
import { cases as argocd } from './argocd/cases.ts';
import type { CasesById } from './case.ts';
import { cases as flux } from './flux/cases.ts';
import { cases as gitops } from './gitops/cases.ts';
import { cases as images } from './images/cases.ts';
import { judge } from './judge.ts';
import { cases as network } from './network/cases.ts';
import { cases as podSecurity } from './pod-security/cases.ts';
import { cases as rbac } from './rbac/cases.ts';
import { cases as secrets } from './secrets/cases.ts';

const CASES: CasesById = {
  ...podSecurity,
  ...images,
  ...network,
  ...rbac,
  ...secrets,
  ...argocd,
  ...flux,
  ...gitops,
};

test('every rule has an id of its own, and the smallest failing and passing case', (t) => {
  const ids = RULES.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  t.deepEqual(Object.keys(CASES).toSorted(), ids.toSorted());
});

for (const rule of RULES) {
  const { id } = rule;
  test(`${id}: finds what it is for, and nothing where that is put right`, (t) => {
    const { fails, passes } = CASES[id] ?? t.fail(`no case for ${id}`) ?? { fails: undefined, passes: undefined };
    if (fails === undefined || passes === undefined) return;
    const found = judge(id, fails);
    t.true(found.length > 0, 'the failing case does not fail');
    for (const { message, path, object } of found) {
      t.true(message.length > 0 && message.length <= 256, message);
      t.true(path.length <= 1024);
      t.true(object.name !== '');
    }
    t.deepEqual(judge(id, passes), []);
  });

  test(`${id}: says what it reads, why, and what to do`, (t) => {
    t.regex(id, /^[a-z-]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    t.true(rule.reads.length > 0 && rule.sources.length > 0);
    t.true(rule.why.length >= 40);
    t.regex(rule.remedy, /\.$/);
    t.true(rule.title.length > 0 && rule.title.length <= 80);
  });
}
