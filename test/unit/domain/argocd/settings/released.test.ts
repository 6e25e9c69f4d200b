import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { parse } from 'yaml';
import type { ConfigMap, Workload } from '../../../../../src/api/kube.ts';
import type { ComponentId } from '../../../../../src/domain/argocd/components.ts';
import { AUXILIARY, SETTINGS } from '../../../../../src/domain/argocd/settings/index.ts';
import { judgeSettings } from '../../../../../src/domain/argocd/settings/judge.ts';
import type { Reader, Setting } from '../../../../../src/domain/argocd/settings/setting.ts';
import { inSpan, valueAt } from '../../../../../src/domain/argocd/settings/versions.ts';
import { viewOf, type SettingsFacts } from '../../../../../src/domain/argocd/settings/view.ts';
import { FLAVOURS, VERSIONS, type Flavour, type Version } from '../manifests.ts';
import { spec } from './installs.ts';

/** The tables against what Argo CD really ships: its manifests and its source, from its Go module. */

async function moduleFolder(version: Version): Promise<string> {
  const { stdout } = await promisify(execFile)('go', [
    'mod',
    'download',
    '-json',
    `github.com/argoproj/argo-cd/${version}`,
  ]);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

const numberOf = (version: Version): string => version.split('@v')[1] ?? '';

const KINDS = /^kind: (Deployment|StatefulSet|ConfigMap)$/m;

async function factsOf(version: Version, flavour: Flavour): Promise<SettingsFacts> {
  const manifest = readFileSync(join(await moduleFolder(version), 'manifests', flavour), 'utf8');
  const objects = manifest
    .split(/^---$/m)
    .filter((text) => KINDS.test(text))
    .map((text) => parse(text) as ConfigMap | Workload);
  return {
    namespace: 'argocd',
    version: numberOf(version),
    configMaps: objects.filter((object): object is ConfigMap => object.kind === 'ConfigMap'),
    workloads: objects.filter((object): object is Workload => object.kind !== 'ConfigMap'),
    secrets: [],
  };
}

const LOGS = ['applicationsetcontroller', 'controller', 'notificationscontroller', 'reposerver'];
const MEDIUM_OLD = ['server.rbac.disableApplicationFineGrainedRBACInheritance', 'server.rbac.log.enforce.enable'];
const OVERRIDE = 'argocd-cm/application.sync.requireOverridePrivilegeForRevisionSync';

const logs = (...names: readonly string[]) => names.map((name) => `argocd-cmd-params-cm/${name}.log.format`);

function expected(version: Version, flavour: Flavour): readonly string[] {
  const always = ['argocd-cm/helm.valuesFileSchemes'];
  if (version === 'v3@v3.2.11') return always;
  if (version !== 'v2@v2.14.21') return [...always, OVERRIDE];
  const core = flavour === 'core-install.yaml';
  const components = [
    ...LOGS.filter((name) => !core || name !== 'notificationscontroller'),
    ...(core ? [] : ['dexserver', 'server']),
  ];
  const hydrator = flavour.includes('hydrator') ? ['commitserver'] : [];
  const old = MEDIUM_OLD.map((key) => `argocd-cm/${key}`);
  return [...always, ...old, 'argocd-cm/application.resourceTrackingMethod', ...logs(...components, ...hydrator)];
}

for (const version of VERSIONS)
  for (const flavour of FLAVOURS)
    test(`a fresh ${version} ${flavour} has exactly the known findings`, async (t) => {
      const { findings, notJudged, problems } = judgeSettings(await factsOf(version, flavour), spec());
      t.deepEqual(findings.map(({ id }) => id).toSorted(), expected(version, flavour).toSorted());
      t.deepEqual([notJudged, problems], [[], []]);
    });

test('a fresh install has nothing that is not known, and says what of its Secrets it is not told', async (t) => {
  const { secrets: _, ...facts } = await factsOf('v3@v3.5.7', 'install.yaml');
  const { notJudged } = judgeSettings(facts, spec());
  t.deepEqual(
    notJudged.map(({ id }) => id),
    ['argocd-initial-admin-secret/present', 'argocd-secret/webhook'],
  );
});

const ALL = [...SETTINGS, ...AUXILIARY];

/** Variables that the manifests do not set from a ConfigMap, though the programs read them. */
const NOT_SHIPPED = new Set(['ARGOCD_GPG_ENABLED']);

function brings({ place }: Setting, { component, env }: Reader, facts: SettingsFacts): boolean {
  return viewOf(facts).instances.some(
    (instance) =>
      instance.component === component &&
      instance.container.env?.some(
        ({ name, valueFrom }) =>
          name === env &&
          valueFrom?.configMapKeyRef?.name === place?.configMap &&
          valueFrom?.configMapKeyRef?.key === place?.key,
      ) === true,
  );
}

for (const version of VERSIONS)
  test(`every variable is how the manifests of ${version} bring the key to the component`, async (t) => {
    const facts = await factsOf(version, 'install-with-hydrator.yaml');
    const wrong = ALL.filter((setting) => inSpan(setting, numberOf(version)) === true).flatMap((setting) =>
      setting.readers
        .filter(({ env }) => env !== undefined && !NOT_SHIPPED.has(env))
        .filter((reader) => !brings(setting, reader, facts))
        .map(({ component, env }) => `${setting.id} ${component} ${env}`),
    );
    t.deepEqual(wrong, []);
  });

const COMMANDS: Partial<Record<ComponentId, string>> = {
  server: 'argocd-server',
  'repo-server': 'argocd-repo-server',
  'application-controller': 'argocd-application-controller',
  'applicationset-controller': 'argocd-applicationset-controller',
  'notifications-controller': 'argocd-notification',
  'dex-server': 'argocd-dex',
  'commit-server': 'argocd-commit-server',
};

function sourceOf(folder: string, component: ComponentId): string {
  const commands = join(folder, 'cmd', COMMANDS[component] ?? '', 'commands');
  const files = readdirSync(commands).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const shared = ['util/tls/tls.go', 'util/cache/cache.go'].map((path) => join(folder, path));
  return [...files.map((name) => join(commands, name)), ...shared].map((path) => readFileSync(path, 'utf8')).join('\n');
}

/** What the source gives as the default of a flag, where it is a literal. */
function defaultIn(source: string, { flag, env }: Reader): string | undefined {
  const [, quoted, plain] =
    new RegExp(`"${flag}", env\\.(?:ParseBoolFromEnv|StringFromEnv)\\("${env}", (?:"([^"]*)"|(true|false))[,)]`).exec(
      source,
    ) ?? [];
  return quoted ?? plain;
}

for (const version of VERSIONS)
  test(`every flag is one of its command in ${version}, with the default that the table has`, async (t) => {
    const folder = await moduleFolder(version);
    const wrong: string[] = [];
    let compared = 0;
    for (const setting of ALL.filter((one) => inSpan(one, numberOf(version)) === true))
      for (const reader of setting.readers.filter(({ flag }) => flag !== undefined)) {
        const source = sourceOf(folder, reader.component);
        if (!source.includes(`"${reader.flag}"`)) wrong.push(`${setting.id} ${reader.component} ${reader.flag}`);
        const usual = defaultIn(source, reader);
        if (usual === undefined) continue;
        compared += 1;
        if (usual !== valueAt(setting.defaults, numberOf(version))) wrong.push(`${setting.id} ${usual}`);
      }
    t.deepEqual(wrong, []);
    t.true(compared > 40, `${compared}`);
  });

test('every key of argocd-cm and argocd-rbac-cm is one that the source names', async (t) => {
  const folder = await moduleFolder('v3@v3.5.7');
  const old = await moduleFolder('v2@v2.14.21');
  const files = ['util/settings/settings.go', 'util/settings/accounts.go', 'util/rbac/rbac.go'];
  const source = [folder, old].flatMap((dir) => files.map((path) => readFileSync(join(dir, path), 'utf8'))).join('\n');
  const named = ALL.filter(
    ({ place, readers, since }) => place !== undefined && readers.length === 0 && since !== '3.6.0',
  );
  const wrong = named
    .filter(({ place }) => place?.configMap !== 'argocd-cmd-params-cm' && !source.includes(`"${place?.key}"`))
    .map(({ id }) => id);
  t.deepEqual(wrong, []);
});

test('the profiler is turned on by a key that the manifests mount as the file it looks at', async (t) => {
  const manifest = readFileSync(join(await moduleFolder('v3@v3.5.7'), 'manifests/install.yaml'), 'utf8');
  const keys = ALL.filter(({ id }) => id.endsWith('.profile.enabled')).map(({ place }) => place?.key ?? '');
  t.is(keys.length, 4);
  for (const key of keys) t.regex(manifest, new RegExp(`- key: ${key}\\n\\s+path: profiler.enabled`));
});
