import test from 'ava';
import { mutable } from '../../../../../src/domain/argocd/audit/revision.ts';
import type { ApplicationSource } from '../../../../../src/domain/argocd/resources.ts';
import { judge } from '../judge.ts';
import { application, PRODUCTION } from './objects.ts';

const COMMIT = '0123456789abcdef0123456789ABCDEF01234567';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const git = (targetRevision?: string): ApplicationSource => ({
  repoURL: 'https://git.example.com/team/apps',
  ...(targetRevision !== undefined && { targetRevision }),
});
const chart = (targetRevision: string): ApplicationSource => ({
  repoURL: 'https://charts',
  chart: 'web',
  targetRevision,
});
const artefact = (targetRevision: string): ApplicationSource => ({ repoURL: 'oci://reg/team/web', targetRevision });

/** Undefined: it always means the same. `low`: somebody would have to move it. */
const revisions: [source: ApplicationSource, expected: string | undefined, fixed?: boolean][] = [
  [git(COMMIT), undefined],
  [git(), 'the default branch'],
  [git(''), 'the default branch'],
  [git('HEAD'), 'the default branch'],
  [git('main'), 'the branch or tag "main"'],
  [git('feature/x'), 'the branch or tag "feature/x"'],
  [git('refs/heads/main'), 'the branch or tag "refs/heads/main"'],
  [git('v1.2.3'), 'the tag "v1.2.3"', true],
  [git('1.2'), 'the tag "1.2"', true],
  [git('1.2.3-rc.1+build'), 'the tag "1.2.3-rc.1+build"', true],
  [git('refs/tags/stable'), 'the tag "refs/tags/stable"', true],
  [git('1.x'), 'the newest tag within "1.x"'],
  [git('^1.2.0'), 'the newest tag within "^1.2.0"'],
  [git('>=1.0.0 <2.0.0'), 'the newest tag within ">=1.0.0 <2.0.0"'],
  [git('*'), 'the newest tag within "*"'],
  [git('abc1234'), 'the short commit "abc1234"', true],
  [git(`${COMMIT}0`), `the short commit "${COMMIT}0"`, true],
  [git('abc123'), 'the branch or tag "abc123"'],
  [chart('1.2.3'), undefined],
  [chart('1.2.3-rc1'), undefined],
  [chart(''), 'the newest version'],
  [chart('*'), 'the newest version within "*"'],
  [chart('~1.2'), 'the newest version within "~1.2"'],
  [chart('1.2.x'), 'the newest version within "1.2.x"'],
  [artefact(DIGEST), undefined],
  [artefact('1.2.3'), 'the tag "1.2.3"', true],
  [artefact('latest'), 'the tag "latest"'],
  [artefact('1.x'), 'the newest version within "1.x"'],
  [artefact('sha256:abc'), 'the tag "sha256:abc"'],
];

for (const [source, expected, fixed = false] of revisions)
  test(`${source.chart ?? source.repoURL} ${source.targetRevision ?? '(none)'}`, (t) => {
    t.deepEqual(mutable(source), expected === undefined ? undefined : { follows: expected, fixed });
  });

const found = (spec: object, policy: object = PRODUCTION): string[] =>
  judge('argocd/mutable-revision', { objects: [application(spec)], spec: policy }).map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );

test('every source counts, and that of a hydrator before all others', (t) => {
  const sources = [git(COMMIT), git('main'), chart('1.x')];
  t.deepEqual(found({ sources }), [
    'medium spec.sources[1].targetRevision: production follows the branch or tag "main" of "https://git.example.com/team/apps"',
    'medium spec.sources[2].targetRevision: production follows the newest version within "1.x" of "https://charts"',
  ]);
  const sourceHydrator = { drySource: git('v1.0.0'), syncSource: { targetBranch: 'env/prod' } };
  t.deepEqual(found({ sources, sourceHydrator }), [
    'low spec.sourceHydrator.drySource.targetRevision: production follows the tag "v1.0.0" of "https://git.example.com/team/apps"',
  ]);
});

test('only production counts, by whatever gate', (t) => {
  const main = { source: git('main') };
  const count = (manual: object[]): number => found(main, { sync: { manual } }).length;
  t.is(found(main, {}).length, 0);
  t.is(count([{ namespaces: ['other'] }]), 0);
  t.is(count([{ applications: ['sh*'] }]), 1);
  t.is(count([{ clusters: ['in-cluster'] }]), 1);
});

test('the password of a URL is not shown', (t) => {
  const [text = ''] = found({ source: { repoURL: 'https://bot:hunter2@git.example.com/team/apps' } });
  t.regex(text, /"https:\/\/git\.example\.com\/team\/apps"$/);
});
