import test from 'ava';
import fc from 'fast-check';
import { accountName, accountRoleName, bindingName, roleName } from '../../../../../src/domain/hardening/rbac/names.ts';

const VALID = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

test('names are plain where that is enough', (t) => {
  t.is(roleName('argocd', 'viewer'), 'gsp-argocd-viewer');
  t.is(accountName('homelab-apps'), 'gsp-homelab-apps');
});

test('a name that could be read in two ways ends in a hash', (t) => {
  t.regex(roleName('a', 'b-c'), /^gsp-a-b-c-[0-9a-f]{10}$/);
  t.is(roleName('a-b', 'c'), 'gsp-a-b-c');
  t.regex(bindingName('gsp-a-b'), /^gsp-a-b-[0-9a-f]{10}$/);
});

test('a binding to another role has another name', (t) => {
  t.not(bindingName('gsp-a-b'), bindingName('gsp-a-c'));
});

test('no two objects have one name, and each is valid', (t) => {
  const part = fc.constantFrom('a', 'b', '0123456789', 'x'.repeat(30));
  const label = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-').slice(0, 63));
  const roles = fc.uniqueArray(fc.tuple(label, label), { selector: (pair) => JSON.stringify(pair) });
  fc.assert(
    fc.property(roles, fc.uniqueArray(label), (pairs, projects) => {
      const names = [...pairs.map(([policy, role]) => roleName(policy, role)), ...projects.map(accountRoleName)];
      const lists = [names, names.map(bindingName), projects.map(accountName)];
      for (const list of lists) {
        t.is(new Set(list).size, list.length);
        for (const name of list) t.regex(name, VALID);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a project cannot be called as another one is abbreviated', (t) => {
  const long = accountName('x'.repeat(63));
  t.not(accountName(long.slice('gsp-'.length)), long);
});
