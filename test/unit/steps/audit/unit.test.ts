import test from 'ava';
import fc from 'fast-check';
import { unitOf, unitText } from '../../../../src/steps/audit/unit.ts';

test('whatever an object is called, it is found again by its unit: the name of a Role may hold spaces', (t) => {
  fc.assert(
    fc.property(fc.constantFrom('pods', 'custom:rbac.authorization.k8s.io/v1/Role'), fc.string(), (name, key) => {
      t.deepEqual(unitOf(unitText(name, key)), { name, key });
    }),
  );
  t.is(unitOf(unitText('custom:v1/Role', 'shop/my role')).key, 'shop/my role');
});
