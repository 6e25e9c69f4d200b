import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { judgeAll } from './judge-all.ts';
import {
  application,
  applicationSet,
  clusterAdmin,
  configMap,
  controller,
  openDefault,
  PRODUCTION,
  project,
  secret,
  server,
} from './objects.ts';

/** Custom resources may hold anything: nothing throws, nothing gets too long, and no password is shown. */

const FIELDS = [
  'sourceRepos',
  'destinations',
  'sourceNamespaces',
  'clusterResourceWhitelist',
  'namespaceResourceBlacklist',
  'roles',
  'policies',
  'jwtTokens',
  'syncWindows',
  'sourceIntegrity',
  'git',
  'source',
  'sources',
  'sourceHydrator',
  'drySource',
  'repoURL',
  'targetRevision',
  'destination',
  'server',
  'name',
  'namespace',
  'syncPolicy',
  'automated',
  'syncOptions',
  'ignoreDifferences',
  'jsonPointers',
  'jqPathExpressions',
  'managedFieldsManagers',
  'generators',
  'matrix',
  'pullRequest',
  'scmProvider',
  'github',
  'filters',
  'template',
  'spec',
  'project',
  'templatePatch',
];
const TEXTS = [
  '*',
  '!*',
  '**',
  '[',
  '{',
  '\\',
  '/.*/',
  '',
  '!',
  'argocd',
  'https://**',
  '.',
  '..',
  'Replace=true',
  '/spec',
];

const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(null, true, 1, -1, Number.MAX_SAFE_INTEGER, ...TEXTS),
    fc.string({ maxLength: 20 }),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('anything'), { maxKeys: 6 }),
  ),
}));

const kinds = ['AppProject', 'Application', 'ApplicationSet'] as const;
const raw = fc.tuple(fc.constantFrom(...kinds), fc.constantFrom('default', 'team', 'x'), anything, anything).map(
  ([kind, name, spec, status]) =>
    ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind,
      metadata: { name, namespace: 'argocd' },
      spec,
      status,
    }) as unknown as KubeObject,
);

const settings = configMap({ 'application.namespaces': '*' }, 'argocd-cmd-params-cm');

test('whatever custom resources hold, rules find something that can be told, or nothing', (t) => {
  t.plan(1);
  fc.assert(
    fc.property(fc.array(raw, { maxLength: 6 }), (objects) =>
      judgeAll([...objects, settings, server()], PRODUCTION).every(
        ({ message, path, object }) =>
          message.length > 0 && message.length <= 256 && path.length <= 1024 && object.name !== '',
      ),
    ),
    { numRuns: 300 },
  );
  t.pass();
});

const LONG = 'x'.repeat(4000);
const URL_SECRET = 'hunter2hunter2';
const LEAKY = `https://bot:${URL_SECRET}@git.example.com/team/apps`;
const PLAIN = `http://bot:${URL_SECRET}@git.example.com/team/apps`;

/** Every place in which a URL may stand, and every rule that shows one. */
const leaky = (url: string): KubeObject[] => [
  openDefault,
  project({ sourceRepos: [`${url}/*`, `!${url}`, '*'], destinations: [{ server: url, namespace: '*' }] }),
  project({ sourceRepos: [url] }, 'other'),
  project({ sourceRepos: [url], destinations: [{ server: `!${url}`, namespace: 'a' }] }, 'third'),
  application({ source: { repoURL: url } }),
  application({ sources: [{ repoURL: url, targetRevision: url }] }, {}, 'two'),
  application({ ignoreDifferences: [{ kind: '*', group: '*', jsonPointers: ['/spec'] }] }, {}, 'three'),
  applicationSet({ generators: [{ git: { repoURL: url } }, { pullRequest: { gitea: { api: url, insecure: true } } }] }),
  secret('repository', { url, password: URL_SECRET }),
  secret('cluster', { server: url, config: URL_SECRET }),
  server('3.5.3'),
  controller('3.5.3'),
  ...clusterAdmin(),
];

test('no password of a URL is in any message, path or remedy', (t) => {
  for (const url of [LEAKY, PLAIN]) {
    const found = judgeAll(leaky(url), PRODUCTION);
    t.true(found.length > 20);
    for (const { message, path, remedy, rule } of found) {
      t.false(
        [message, path, remedy].some((text) => text.includes(URL_SECRET)),
        rule,
      );
      t.false(
        [message, path, remedy].some((text) => text.includes(btoa(URL_SECRET))),
        rule,
      );
    }
  }
});

test('names and values of any length leave messages short', (t) => {
  const found = judgeAll(
    [
      project({
        sourceRepos: [`!${LONG}`, '*'],
        destinations: [
          { server: LONG, namespace: '*' },
          { name: LONG, namespace: `!${LONG}` },
        ],
        sourceNamespaces: [LONG],
        roles: [
          { name: LONG, policies: [LONG, `p, ${LONG}, applications, *, ${LONG}, allow`], jwtTokens: [{ iat: 1 }] },
        ],
        syncWindows: [{ kind: LONG, schedule: LONG, duration: LONG }],
      }),
      application({ source: { repoURL: `http://${LONG}`, targetRevision: LONG } }),
      application(
        { ignoreDifferences: [{ group: '*', kind: '*', jqPathExpressions: [`.spec.${LONG}`, '..'] }] },
        {},
        'two',
      ),
      applicationSet({
        generators: [{ git: {} }, { pullRequest: { [LONG]: {} } }],
        template: { spec: { project: `{{ ${LONG} }}` } },
      }),
      secret('repository', { url: `http://${LONG}` }),
      settings,
      configMap({ [`resource.customizations.ignoreDifferences.${LONG}`]: 'jsonPointers: [/spec]' }),
    ],
    PRODUCTION,
  );
  t.true(found.length > 10);
  for (const { message, path, rule } of found) {
    t.true(message.length <= 256, rule);
    t.true(path.length <= 1024, rule);
  }
});
