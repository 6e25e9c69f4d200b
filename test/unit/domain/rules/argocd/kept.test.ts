import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { shown } from '../../../../../src/domain/argocd/audit/shown.ts';
import * as projections from '../../../../../src/steps/projections-argocd.ts';
import { application, applicationSet } from './objects.ts';

/** What is kept of an Application for the rules, and how what it says is shown. */

const kept = (spec: object, metadata: Partial<KubeObject['metadata']> = {}) => {
  const { spec: own, skipsReconcile, generatedBy } = projections.application(application(spec, metadata));
  return { ...own, skipsReconcile, generatedBy };
};

test('sources keep their revision, and what is not of its type counts as absent', (t) => {
  t.deepEqual(kept({ source: { repoURL: 'a', targetRevision: 'b', path: 'c', helm: { values: 'd' } } }).source, {
    repoURL: 'a',
    targetRevision: 'b',
  });
  t.deepEqual(kept({ source: { repoURL: 1, targetRevision: ['b'] } }).source, {});
});

test('sync options and ignored differences are kept as they are', (t) => {
  const ignoreDifferences = [{ group: 'apps', kind: '*', name: 'a', jsonPointers: ['/spec'], other: 1 }];
  const found = kept({ syncPolicy: { syncOptions: ['Replace=true'], retry: {} }, ignoreDifferences });
  t.deepEqual(found.syncOptions, ['Replace=true']);
  t.deepEqual(found.ignoreDifferences, [{ group: 'apps', kind: '*', name: 'a', jsonPointers: ['/spec'] }]);
  const unreadable = kept({ syncPolicy: { syncOptions: 'Replace=true' }, ignoreDifferences: {} });
  t.deepEqual([unreadable.syncOptions, unreadable.ignoreDifferences], [undefined, undefined]);
});

test('the annotation skip-reconcile is read as Go reads it', (t) => {
  const skips = (value: string): true | undefined =>
    kept({}, { annotations: { 'argocd.argoproj.io/skip-reconcile': value } }).skipsReconcile;
  t.deepEqual(['1', 't', 'T', 'true', 'True', 'TRUE'].map(skips), [true, true, true, true, true, true]);
  t.deepEqual(['0', 'false', 'tRUE', 'yes', ''].map(skips), [undefined, undefined, undefined, undefined, undefined]);
});

test('only the controller of an Application has made it', (t) => {
  const owner = (kind: string, controller: boolean) =>
    kept({}, { ownerReferences: [{ apiVersion: '', kind, name: 'x', uid: '', controller }] }).generatedBy;
  t.deepEqual(
    [owner('ApplicationSet', true), owner('ApplicationSet', false), owner('Job', true)],
    ['x', undefined, undefined],
  );
});

test('an ApplicationSet keeps addresses and generators', (t) => {
  const set = projections.applicationSet(applicationSet({ generators: [{ git: { repoURL: 'https://a/b' } }] }));
  t.deepEqual(set.repoURLs, ['https://a/b']);
  t.deepEqual(set.generators, [{ path: 'spec.generators[0].git', type: 'git' }]);
  t.deepEqual(set.projects, [{ path: 'spec.template.spec.project', text: 'team' }]);
});

test('texts are shown without the users and passwords of any URL in them', (t) => {
  t.is(shown('https://bot:hunter2@h/a'), '"https://h/a"');
  t.is(shown('!https://bot:a@b@h/a'), '"!https://h/a"');
  t.is(
    shown('p, repositories, *, ssh://git:x@h/a, http://y:z@h, allow'),
    '"p, repositories, *, ssh://h/a, http://h, allow"',
  );
  t.is(shown('https://h/a@b'), '"https://h/a@b"');
  t.is(shown('git@h:a/b'), '"git@h:a/b"');
  t.is(shown('\u0000'.repeat(500), 20).length, 20);
});

test('no user of a URL is shown, whatever is around it', (t) => {
  const word = fc.stringMatching(/^[a-z0-9:%]{1,12}$/);
  t.plan(1);
  fc.assert(
    fc.property(fc.string(), word, fc.constantFrom('https', 'ssh', 'oci', 'git+http'), (before, user, scheme) => {
      const secret = `hunter2${user}`;
      return !shown(`${before}${scheme}://${secret}@host/path`, 5000).includes(secret);
    }),
  );
  t.pass();
});
