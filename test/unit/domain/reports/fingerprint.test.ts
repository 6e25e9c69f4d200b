import test from 'ava';
import { fingerprintOf } from '../../../../src/domain/audit/fingerprint.ts';
import { finding } from './findings.ts';

test('a fingerprint says where a finding is, and not what is said of it', (t) => {
  const same = [finding(), finding({ message: 'other', severity: 'low', remedy: '' })].map(fingerprintOf);
  t.is(new Set(same).size, 1);
  t.regex(same[0] ?? '', /^[0-9a-f]{16}$/);
  const others = [
    finding(),
    finding({ rule: 'pod-security/host' }),
    finding({ path: 'spec' }),
    finding({ object: { kind: 'Pod', namespace: 'shop', name: 'web' } }),
    finding({ object: { kind: 'Deployment', namespace: 'bank', name: 'web' } }),
    finding({ object: { kind: 'Deployment', namespace: undefined, name: 'web' } }),
    finding({ object: { kind: 'Deployment', namespace: 'shop', name: 'db' } }),
  ];
  t.is(new Set(others.map(fingerprintOf)).size, others.length);
});

test('the parts of a fingerprint cannot be mistaken for one another', (t) => {
  const a = finding({ object: { kind: 'a', namespace: 'b', name: 'c' }, path: 'd' });
  const b = finding({ object: { kind: 'a', namespace: 'b","c', name: 'd' }, path: '' });
  t.not(fingerprintOf(a), fingerprintOf(b));
});

test('a fingerprint is the same for ever: tools know results by it', (t) => {
  t.is(fingerprintOf(finding()), 'bc5c583b19e26191');
});
