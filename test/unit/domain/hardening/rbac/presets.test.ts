import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';
import { normalRules } from '../../../../../src/domain/hardening/rbac/objects.ts';
import { PRESETS } from '../../../../../src/domain/hardening/rbac/presets.ts';
import { missingRules } from '../../../../../src/domain/semantics/rbac/covers.ts';
import { permits, readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';

const names = Object.keys(PRESETS) as readonly (keyof typeof PRESETS)[];
const FOLDER = 'config/grantable';

const texts = z.array(z.string()).min(1);
const clusterRole = z.strictObject({
  apiVersion: z.literal('rbac.authorization.k8s.io/v1'),
  kind: z.literal('ClusterRole'),
  metadata: z.strictObject({
    name: z.string(),
    labels: z.strictObject({ 'gitops-security.io/grantable': z.literal('true') }),
    annotations: z.strictObject({ 'kubernetes.io/description': z.string() }),
  }),
  rules: z.array(z.strictObject({ apiGroups: texts, resources: texts, verbs: texts })),
});

const shipped = (name: string) => clusterRole.parse(parse(readFileSync(`${FOLDER}/${name}.yaml`, 'utf8')));

for (const name of names) {
  const { description, rules } = PRESETS[name];

  test(`what the preset ${name} consists of can be granted with ${FOLDER}, and nothing else can`, (t) => {
    const { metadata, rules: grantable } = shipped(name);
    t.deepEqual(missingRules(grantable, rules), []);
    t.deepEqual(normalRules(grantable), normalRules(rules));
    t.is(metadata.name, `gitops-security-operator-grantable-${name}`);
    t.is(metadata.annotations['kubernetes.io/description'], description);
  });

  test(`the preset ${name} names every right, and none that gives further ones`, (t) => {
    const words = rules.flatMap(({ apiGroups = [], resources = [], verbs }) => [...apiGroups, ...resources, ...verbs]);
    t.deepEqual(
      words.filter((word) => word.includes('*') || ['escalate', 'bind', 'impersonate'].includes(word)),
      [],
    );
    t.true(
      rules.every(({ apiGroups = [], resources = [], verbs }) =>
        [apiGroups, resources, verbs].every((list) => list.length > 0),
      ),
    );
  });
}

test('every ClusterRole of the folder is in its kustomization, and belongs to a preset', (t) => {
  const { resources } = z
    .object({ resources: z.array(z.string()) })
    .parse(parse(readFileSync(`${FOLDER}/kustomization.yaml`, 'utf8')));
  const files = readdirSync(FOLDER).filter((file) => file !== 'kustomization.yaml');
  t.deepEqual(resources.toSorted(), files.toSorted());
  t.deepEqual(files.toSorted(), names.map((name) => `${name}.yaml`).toSorted());
});

const may = (name: keyof typeof PRESETS, verb: string, group: string, path: string): boolean => {
  const [resource = '', subresource = ''] = path.split('/');
  return readRules(PRESETS[name].rules, 'widest').some((rule) => permits(rule, { verb, group, resource, subresource }));
};

const RBAC = 'rbac.authorization.k8s.io';
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

test('a viewer and an auditor write nothing, and read no Secrets', (t) => {
  for (const name of ['viewer', 'auditor'] as const) {
    const verbs = new Set(PRESETS[name].rules.flatMap((rule) => rule.verbs));
    t.deepEqual([...verbs].toSorted(), ['get', 'list', 'watch']);
    for (const resource of ['secrets', 'configmaps', 'pods/log']) t.false(may(name, 'get', '', resource));
  }
});

test('a deployer patches Applications and writes nothing else', (t) => {
  t.true(may('deployer', 'patch', 'argoproj.io', 'applications'));
  t.false(may('deployer', 'patch', 'argoproj.io', 'appprojects'));
  for (const verb of ['create', 'update', 'delete']) t.false(may('deployer', verb, 'argoproj.io', 'applications'));
});

test('a tenant writes nothing that limits it, and gets into no pod', (t) => {
  const limits = [
    [RBAC, 'roles'],
    [RBAC, 'rolebindings'],
    ['', 'resourcequotas'],
    ['', 'limitranges'],
    ['', 'namespaces'],
    ['', 'endpoints'],
    ['discovery.k8s.io', 'endpointslices'],
    ['networking.k8s.io', 'networkpolicies'],
    ['argoproj.io', 'applications'],
  ] as const;
  for (const [group, resource] of limits)
    for (const verb of WRITES) t.false(may('tenant', verb, group, resource), `${verb} ${resource}`);
  for (const path of ['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers'])
    for (const verb of ['get', ...WRITES]) t.false(may('tenant', verb, '', `pods/${path}`), path);
  t.false(may('tenant', 'create', '', 'serviceaccounts/token'));
});

test('a tenant writes what an application consists of, and cannot list its Secrets', (t) => {
  for (const verb of ['get', 'create', 'update', 'patch', 'delete']) {
    t.true(may('tenant', verb, 'apps', 'deployments'));
    t.true(may('tenant', verb, '', 'secrets'));
  }
  for (const verb of ['list', 'watch', 'deletecollection']) t.false(may('tenant', verb, '', 'secrets'));
});
