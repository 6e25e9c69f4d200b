import test from 'ava';
import { automationOf } from '../../../../../src/domain/argocd/project/automation.ts';
import type { Automated } from '../../../../../src/domain/argocd/resources.ts';
import { application } from './objects.ts';

const cases: [automated: Automated | undefined, version: string | undefined, on: boolean][] = [
  [undefined, '3.6.1', false],
  [{}, '3.6.1', true],
  [{}, '3.0.23', true],
  [{ enabled: true }, '3.6.1', true],
  [{ enabled: false }, '3.6.1', false],
  [{ enabled: false }, '3.1.0', false],
  [{ enabled: false }, '3.0.23', true],
  [{ enabled: false }, undefined, false],
];

for (const [automated, version, on] of cases) {
  test(`${JSON.stringify(automated)} in Argo CD ${version ?? 'of unknown version'} is ${on ? 'automatic' : 'manual'}`, (t) => {
    t.is(automationOf(application({ ...(automated && { automated }) }), version) !== undefined, on);
  });
}

test('what is left out is off', (t) => {
  t.deepEqual(automationOf(application({ automated: { selfHeal: true } }), '3.2.0'), {
    prune: false,
    selfHeal: true,
    allowEmpty: false,
  });
});
