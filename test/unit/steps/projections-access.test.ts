import test from 'ava';
import { secretFields, secretName } from '../../../src/steps/projections-access.ts';

const secret = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'repo', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
  data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Buffer.from(value).toString('base64')])),
});

test('of a Secret five fields are kept, and without the password in a URL, however it is written', (t) => {
  const whole = secret({
    project: 'shop',
    url: 'https://max:hunter2@hunter3@git.example.com/x',
    server: 'https://hunter4@10.0.0.1',
    password: 'hunter5',
    config: '{"bearerToken":"hunter6"}',
  });
  const { type, fields } = secretFields(whole);
  t.is(type, 'repository');
  t.deepEqual(fields, { project: 'shop', url: 'https://git.example.com/x', server: 'https://10.0.0.1' });
  t.false(JSON.stringify([secretFields(whole), secretName(whole)]).includes('hunter'));
});
