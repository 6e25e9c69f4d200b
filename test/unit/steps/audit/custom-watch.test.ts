import test from 'ava';
import { audit } from '../../../../src/api/audit.ts';
import { compileRules, readCustom } from '../../../../src/steps/audit/custom-watch.ts';

const { customRules } = audit.parse({
  customRules: [
    { id: 'no', match: { apiVersion: 'v1', kind: 'Namespace' }, expression: 'false', message: 'is not as asked' },
  ],
});

test('what a custom rule finds in a namespace is told there, as what other rules find in it', (t) => {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const { findings } = readCustom(compileRules(customRules), object, new Map());
  t.deepEqual(
    findings.map((finding) => finding.object),
    [{ kind: 'Namespace', namespace: 'shop', name: 'shop' }],
  );
});
