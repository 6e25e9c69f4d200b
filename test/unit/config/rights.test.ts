import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { createView } from '../../../src/steps/observe.ts';

const ruleSchema = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});
const roleSchema = z.object({ metadata: z.object({ name: z.string() }), rules: z.array(ruleSchema) });

const roles = readdirSync('config', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .flatMap((path) => parseAllDocuments(readFileSync(`config/${path}`, 'utf8')))
  .flatMap((document) => roleSchema.safeParse(document.toJS()).data ?? []);
const rules = roles.flatMap(({ rules: list }) => list);

test('no right is granted for everything, or to grant rights', (t) => {
  const words = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
  t.true(words.length > 0);
  t.deepEqual(
    words.filter(
      (word) => word.includes('*') || ['escalate', 'bind', 'impersonate', 'rbac.authorization.k8s.io'].includes(word),
    ),
    [],
  );
});

test('no Secret, ConfigMap or pod may be read', (t) => {
  const resources = rules.flatMap(({ resources: list }) => list);
  t.deepEqual(
    resources.filter((resource) => /secret|configmap|pods/.test(resource)),
    [],
  );
});

test('what is watched may be read, and nothing else', (t) => {
  const unused = () => Promise.reject(new Error('nothing is sent'));
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const { reflectors } = createView({ request: unused, stream: unused }, log);
  const watched = Object.values(reflectors).map(({ source: { type } }) => `${type.group}/${type.plural}`);
  const readable = rules
    .filter(({ verbs }) => verbs.includes('list'))
    .flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );
  t.deepEqual(readable.toSorted(), watched.toSorted());
});
