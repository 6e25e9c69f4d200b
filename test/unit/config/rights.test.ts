import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { REPORT_APIS, REPORT_KINDS } from '../../../src/domain/reports/api.ts';
import { AUDIT_SOURCE_NAMES, auditSource } from '../../../src/steps/audit/sources.ts';
import { sourcesFor } from '../../../src/steps/scanners/sources.ts';
import { createView } from '../../../src/steps/observe.ts';

const ruleSchema = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});
const roleSchema = z.object({
  kind: z.enum(['Role', 'ClusterRole']),
  metadata: z.object({ name: z.string() }),
  rules: z.array(ruleSchema),
});

const roles = readdirSync('config', { recursive: true, encoding: 'utf8' })
  // What may be granted to others is what presets need: see test/unit/domain/hardening/rbac/presets.test.ts.
  .filter((path) => path.endsWith('.yaml') && !path.startsWith('grantable/'))
  .flatMap((path) => parseAllDocuments(readFileSync(`config/${path}`, 'utf8')))
  .flatMap((document) => roleSchema.safeParse(document.toJS()).data ?? []);
const rules = roles.flatMap(({ rules: list }) => list);

test('no right is granted for everything, or to grant rights beyond what is held', (t) => {
  const words = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
  t.true(words.length > 0);
  t.deepEqual(
    words.filter((word) => word.includes('*') || ['escalate', 'bind', 'impersonate'].includes(word)),
    [],
  );
});

const mentions = (pattern: RegExp, where: readonly z.output<typeof roleSchema>[]): string[] =>
  where
    .filter((role) => role.rules.some(({ resources }) => resources.some((resource) => pattern.test(resource))))
    .map(({ metadata }) => metadata.name);

test('Secrets are read only by overlays of their own; ConfigMaps and pods in the cluster only for the audit', (t) => {
  t.deepEqual(mentions(/^secrets$/, roles).toSorted(), [
    'gitops-security-operator-cluster-secrets-read',
    'gitops-security-operator-secrets-read',
  ]);
  const inCluster = roles.filter(({ kind }) => kind === 'ClusterRole');
  t.deepEqual(mentions(/^(configmaps|pods)$/, inCluster), ['gitops-security-operator-audit-read']);
});

test('what may be written into Roles is up to the administrator: nothing else writes them', (t) => {
  const writing = roles.filter(({ rules: list }) =>
    list.some(({ apiGroups, verbs }) => apiGroups.includes('rbac.authorization.k8s.io') && verbs.includes('patch')),
  );
  t.deepEqual(
    writing.map(({ metadata }) => metadata.name),
    ['gitops-security-operator-grants'],
  );
});

/** Of all scanners but Gatekeeper, whose kinds nobody knows beforehand. */
const SCANNERS = new Set([
  ...['vulnerabilityreports', 'configauditreports', 'exposedsecretreports'].map(
    (name) => `${name}.aquasecurity.github.io`,
  ),
  ...['externalsecrets', 'secretstores', 'clustersecretstores'].map((name) => `${name}.external-secrets.io`),
  'sealedsecrets.bitnami.com',
  'operatorcommands.kubescape.io',
]);

test('what is watched may be read, and nothing else', (t) => {
  const unused = () => Promise.reject(new Error('nothing is sent'));
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const view = createView({ request: unused, stream: unused }, log, AbortSignal.abort());
  view.scoped.want('argocd', 'argocd', ['configMaps', 'pods', 'secretNames']);
  const types = [
    ...[...Object.values(view.reflectors), ...view.scoped.reflectors()].map(({ source: { type } }) => type),
    ...AUDIT_SOURCE_NAMES.map((name) => auditSource(name).type),
    ...sourcesFor(SCANNERS).map(({ type }) => type),
    ...REPORT_APIS.flatMap((api) => Object.values(REPORT_KINDS[api])),
  ];
  const watched = types.map(({ group, plural }) => `${group}/${plural}`);
  for (const verb of ['list', 'watch']) {
    const readable = rules
      .filter(({ verbs }) => verbs.includes(verb))
      .flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
      );
    // What is polled is listed only.
    const polled = verb === 'watch' ? /kubescape/ : /^$/;
    const wanted = watched.filter((name) => !polled.test(name));
    t.deepEqual([...new Set(readable)].toSorted(), [...new Set(wanted)].toSorted(), verb);
  }
});
