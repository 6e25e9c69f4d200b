import test from 'ava';
import fc from 'fast-check';
import { selectingGlob } from '../../../../../src/api/fields.ts';
import { globOf, isUnreliable } from '../../../../../src/domain/argocd/project/glob.ts';
import { validateProject } from '../../../../../src/domain/argocd/project/validation.ts';
import { projectItem } from './item.ts';

const LATEST = '3.6.1';

type Found = readonly (readonly [field: string, message: RegExp])[];

const always = { kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] };
const key = 'D56C4FCA57A46444';

function problems(fields: object, version: string | undefined = LATEST): readonly string[] {
  return validateProject(projectItem(fields), version).map(({ field, message }) => `${field}: ${message}`);
}

/** A role of the project `apps` with one policy. */
const policy = (line: string) => ({ roles: [{ name: 'ci', policies: [line] }] });
const group = (name: string) => ({ roles: [{ name: 'ci', groups: [name] }] });
const windows = (...all: readonly object[]) => ({ syncWindows: all.map((one) => ({ ...always, ...one })) });
const signed = (...urls: readonly string[]) => ({
  repos: urls.map((url) => ({ url })),
  gpg: { mode: 'head', keys: [key] },
});

test('a project with everything that Argo CD takes has no problems', (t) => {
  const item = {
    sourceRepos: ['https://gitea.local/max/*.git', 'https://gitea.local/[a-c]/**', '{a,b}'],
    sourceNamespaces: ['apps-*', '/^team-(a|b)$/', '/[/'],
    destinations: [
      { server: 'https://kubernetes.default.svc', namespace: 'apps-*' },
      { name: 'in-cluster', namespace: 'apps-*' },
    ],
    destinationServiceAccounts: [{ server: '*', namespace: 'apps', defaultServiceAccount: 'deployer' }],
    roles: [
      { name: 'ci', policies: ['p, proj:apps:ci, applications, sync, apps/*, allow'], groups: ['ops', '"a, b"'] },
      { name: 'dev', policies: ['p, proj:apps:dev, applications, sync, apps/*, allow'], groups: ['ops'] },
    ],
    syncWindows: [always, { ...always, namespaces: ['a'] }, { ...always, timeZone: 'Europe/Berlin' }],
    orphanedResources: { ignore: [{}, { kind: 'ConfigMap', name: 'a*' }] },
    signatureKeys: [{ keyID: key }],
    sourceIntegrity: { git: { policies: [signed('*', '!https://a'), signed('https://a', 'https://a')] } },
  };
  t.deepEqual(problems(item), []);
});

const policies: readonly (readonly [line: string, message: RegExp])[] = [
  ['g, ops, proj:apps:ci', /of the form 'p, proj:apps:ci, <resource>, <action>, <object>, allow'/],
  ['p, proj:apps:ci, applications, get, apps/*', /of the form/],
  ['p, proj:apps:ci, applications, get, apps/*, allow, deny', /of the form/],
  ['"p", proj:apps:ci, applications, get, apps/*, allow', /of the form/],
  ['p, proj:apps:other, applications, get, apps/*, allow', /subject must be 'proj:apps:ci'/],
  ['p, role:admin, applications, get, apps/*, allow', /subject must be/],
  ['p, proj:apps:ci, *, get, apps/*, allow', /resource must be one of 'applications', /],
  ['p, proj:apps:ci, projects, get, apps/*, allow', /resource must be one of/],
  ['p, proj:apps:ci, constructor, get, apps/*, allow', /resource must be one of/],
  ['p, proj:apps:ci, applications, read, apps/*, allow', /action must be one of 'get', /],
  ['p, proj:apps:ci, applications, action/, apps/*, allow', /action must be one of/],
  ['p, proj:apps:ci, applications, action/a b, apps/*, allow', /action must be one of/],
  ['p, proj:apps:ci, applications, action/"a, apps/*, allow', /action must be one of/],
  ['p, proj:apps:ci, applications, action/a\np, apps/*, allow', /action must be one of/],
  ['p, proj:apps:ci, extensions, invoke, apps/*, allow', /resource must be one of/],
  ['p, proj:apps:ci, applications, get, *, allow', /object must be 'apps\/<name>' or /],
  ['p, proj:apps:ci, applications, get, */*, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps/, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps2/*, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps/a/b/c, allow', /object must be/],
  ['p, proj:apps:ci, repositories, get, https://gitea.local/a, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps/a?, allow', /object must be/],
  ['p, proj:apps:ci, applications, get, apps/*, Allow', /effect must be 'allow' or 'deny'/],
  ['p, proj:apps:ci, applications, get, apps/*, allow\ng', /effect must be/],
  ['p, proj:apps:ci, applications , get, apps/*, allow', /must not have a space before a comma/],
];

for (const [line, message] of policies) {
  test(`refused: the policy ${JSON.stringify(line)}`, (t) => {
    const [found = '', ...more] = problems(policy(line));
    t.regex(found, /^roles\[0\]\.policies\[0\]: /);
    t.regex(found, message);
    t.deepEqual(more, []);
  });
}

const since: readonly (readonly [line: string, version: string, before: string])[] = [
  ['p, proj:apps:ci, applicationsets, get, apps/*, allow', '2.14.8', '2.14.7'],
  ['p, proj:apps:ci, logs, get, apps/*, allow', '2.14.8', '2.14.7'],
  ['p, proj:apps:ci, exec, create, apps/*, deny', '2.14.8', '2.14.7'],
  ['p, proj:apps:ci, applications, update/*, apps/*, allow', '2.12.0', '2.11.9'],
  ['p, proj:apps:ci, applications, delete/*/Pod/*/*, apps/*, allow', '2.12.0', '2.11.9'],
  ['p, proj:apps:ci, applications, get, apps/ns/*, allow', '2.12.0', '2.11.9'],
  ['p, proj:apps:ci, applications, rollback, apps/*, allow', '3.6.0', '3.5.7'],
  ['p,proj:apps:ci,applications,action/*,apps/*,allow ', '2.10.0', ''],
];

for (const [line, version, before] of since) {
  test(`${line} needs Argo CD ${version}`, (t) => {
    t.deepEqual(problems(policy(line), version), []);
    if (before !== '') t.regex(problems(policy(line), before).join(), /needs Argo CD \d/);
  });
}

test('where the version is not known, what came after Argo CD 3.0 is not written', (t) => {
  const known = (line: string) => validateProject(projectItem(policy(line)), undefined).length === 0;
  t.deepEqual(
    since.map(([line]) => known(line)),
    [true, true, true, true, true, true, false, true],
  );
});

const refused: Readonly<Record<string, readonly [fields: object, found: Found]>> = {
  'a repository twice': [
    { sourceRepos: ['a', 'b', 'a', 'a'] },
    [
      ['sourceRepos[2]', /twice/],
      ['sourceRepos[3]', /twice/],
    ],
  ],
  'a namespace of Applications twice': [{ sourceNamespaces: ['a', 'a'] }, [['sourceNamespaces[1]', /twice/]]],
  'a destination twice, once by name': [
    {
      destinations: [
        { server: 'a', namespace: 'b' },
        { name: 'a', namespace: 'b' },
      ],
    },
    [['destinations[1]', /the same namespace of the same cluster twice/]],
  ],
  'one server with two names': [
    {
      destinations: [
        { server: 'a', name: 'x', namespace: 'b' },
        { server: 'a', name: 'y', namespace: 'b' },
      ],
    },
    [['destinations[1]', /twice/]],
  ],
  'an account twice': [
    {
      destinationServiceAccounts: ['a', 'b'].map((name) => ({
        server: '*',
        namespace: '*',
        defaultServiceAccount: name,
      })),
    },
    [['destinationServiceAccounts[1]', /only the first counts/]],
  ],
  'a policy twice': [
    { roles: [{ name: 'ci', policies: Array.from({ length: 2 }, () => 'p, proj:apps:ci, logs, get, apps/*, allow') }] },
    [['roles[0].policies[1]', /twice/]],
  ],
  'a group twice': [{ roles: [{ name: 'ci', groups: ['ops', 'ops'] }] }, [['roles[0].groups[1]', /twice/]]],
  'a group with a comma': [group('a,b'), [['roles[0].groups[0]', /must be in double quotes/]]],
  'a group with quotes within': [group('"a"b"'), [['roles[0].groups[0]', /quotes/]]],
  'a group with one quote': [group('"a'), [['roles[0].groups[0]', /quotes/]]],
  'a group with a line break': [group('"a\nb"'), [['roles[0].groups[0]', /line breaks/]]],
  'a group with a space before it': [group(' ops'), [['roles[0].groups[0]', /space/]]],
  'a group with a no-break space after it': [group('ops\u00a0'), [['roles[0].groups[0]', /space/]]],
  'a group of nothing': [group('""'), [['roles[0].groups[0]', /empty/]]],
  'a window on a seventh day': [windows({ schedule: '* * * * 7' }), [['syncWindows[0].schedule', /Sunday is 0/]]],
  'a window that never comes': [
    windows({ schedule: '0 0 31 2 *' }),
    [['syncWindows[0].schedule', /would take the window for always active/]],
  ],
  'a window of no length': [windows({ duration: '0h' }), [['syncWindows[0].duration', /never be active/]]],
  'a window of an age': [windows({ duration: '9999999h' }), [['syncWindows[0].duration', /292 years/]]],
  'a time zone that there is not': [
    windows({ timeZone: 'Europe/Entenhausen' }),
    [['syncWindows[0].timeZone', /would take UTC/]],
  ],
  'a time zone in lower case, which Go does not find': [
    windows({ timeZone: 'europe/berlin' }),
    [['syncWindows[0].timeZone', /would take UTC/]],
  ],
  'a description of too many bytes': [
    windows({ description: 'ä'.repeat(128) }),
    [['syncWindows[0].description', /255 bytes/]],
  ],
  'a window twice, though manual syncs differ': [
    windows({}, { manualSync: true, description: 'b' }),
    [['syncWindows[1]', /put what they select into one/]],
  ],
  'one repository in two policies': [
    { sourceIntegrity: { git: { policies: [signed('https://a', '!b'), signed('!b', 'https://a')] } } },
    [['sourceIntegrity.git.policies[1].repos[1].url', /nothing of it could be synced/]],
  ],
};

for (const [name, [fields, found]] of Object.entries(refused)) {
  test(`refused: ${name}`, (t) => {
    const actual = problems(fields);
    t.is(actual.length, found.length, actual.join('\n'));
    for (const [index, [field, message]] of found.entries()) {
      t.true(actual[index]?.startsWith(`${field}: `), actual[index]);
      t.regex(actual[index] ?? '', message);
    }
  });
}

const broken = ['[', '[]', '[a', '[z-a]', '{a', '\\'];
const places: Readonly<Record<string, (glob: string) => object>> = {
  'sourceRepos[0]': (glob) => ({ sourceRepos: [glob] }),
  'sourceNamespaces[0]': (glob) => ({ sourceNamespaces: [glob] }),
  'destinations[0].server': (server) => ({ destinations: [{ server, namespace: 'a' }] }),
  'destinations[0].name': (name) => ({ destinations: [{ name, namespace: 'a' }] }),
  'destinations[0].namespace': (namespace) => ({ destinations: [{ server: 'a', namespace }] }),
  'destinationServiceAccounts[0].namespace': (namespace) => ({
    destinationServiceAccounts: [{ server: '*', namespace, defaultServiceAccount: 'a' }],
  }),
  'orphanedResources.ignore[0].kind': (kind) => ({ orphanedResources: { ignore: [{ kind }] } }),
  'sourceIntegrity.git.policies[0].repos[0].url': (url) => ({ sourceIntegrity: { git: { policies: [signed(url)] } } }),
};

for (const [field, at] of Object.entries(places)) {
  test(`a glob that Argo CD cannot read is refused in ${field}`, (t) => {
    for (const glob of broken)
      t.regex(
        problems(at(glob)).join('\n'),
        new RegExp(`^${field.replaceAll(/[[\]]/g, '\\$&')}: must be a glob`),
        glob,
      );
  });
}

/** Mostly brackets, braces and what they hold. */
const globs = fc.string({ unit: fc.constantFrom(...Array.from('ab-*?,!:[[]]{{}}\\\\')), minLength: 1, maxLength: 8 });

test('every selector that the schema takes is a glob that every Argo CD reads as it is meant', (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(globs, (glob) => {
      if (!selectingGlob(253).safeParse(glob).success) return;
      seen.add(glob);
      for (const version of ['3.5.7', '3.6.1']) {
        t.not(globOf(glob, { version }).automaton, undefined, glob);
        t.false(isUnreliable(glob, { version }), glob);
      }
    }),
    { numRuns: 20_000 },
  );
  t.true([...seen].filter((glob) => /[[{]/.test(glob)).length > 100);
});

test('until Argo CD 3.1, windows at the same time are the same', (t) => {
  const two = windows({}, { applications: ['a'], namespaces: ['b'] });
  t.deepEqual(problems(two, '3.2.0'), []);
  t.deepEqual(problems(two, '3.1.16').length, 1);
});
