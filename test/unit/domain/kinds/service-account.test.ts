import test from 'ava';
import fc from 'fast-check';
import { serviceAccount } from '../../../../src/domain/kinds/service-account.ts';
import { anyJson, found, generatedAccounts } from './access.ts';

test('a token that is mounted is a difference, also where nothing is said of it', (t) => {
  t.true(generatedAccounts.length > 0);
  for (const object of generatedAccounts) {
    t.deepEqual(found(serviceAccount, object, {}), []);
    for (const automountServiceAccountToken of [true, null, undefined])
      t.deepEqual(found(serviceAccount, object, { automountServiceAccountToken }), ['automountServiceAccountToken']);
  }
});

test('what controllers add to every account is none', (t) => {
  const added = { secrets: [{ name: 'token' }], imagePullSecrets: [{ name: 'dockercfg' }] };
  for (const object of generatedAccounts) t.deepEqual(found(serviceAccount, object, added), []);
});

test('whatever a ServiceAccount holds, comparing it does not throw, and only false is ours', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...generatedAccounts), anyJson, (object, automountServiceAccountToken) => {
      const isOurs = automountServiceAccountToken === false;
      t.is(found(serviceAccount, object, { automountServiceAccountToken }).length === 0, isOurs);
    }),
  );
});
