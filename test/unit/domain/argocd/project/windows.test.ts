import test from 'ava';
import fc from 'fast-check';
import { isActive } from '../../../../../src/domain/argocd/project/timing.ts';
import { canSync, windowsOf } from '../../../../../src/domain/argocd/project/windows.ts';
import type { Application, SyncWindow } from '../../../../../src/domain/argocd/resources.ts';
import { application } from './objects.ts';

const NOW = Date.parse('2026-06-01T10:03:04Z');
const URL = 'https://kubernetes.default.svc';

const named = application({ destination: { name: 'in-cluster', namespace: 'apps-a' } });
const bare = application({ destination: { server: URL } });

const selections: [title: string, window: SyncWindow, app: Application, expected: boolean][] = [
  ['without selectors matches nothing', {}, application(), false],
  ['with empty selectors matches nothing', { applications: [], clusters: [], namespaces: [] }, application(), false],
  ['by name', { applications: ['a*'] }, application(), true],
  ['by namespace', { namespaces: ['apps-*'] }, application(), true],
  ['by cluster', { clusters: [URL] }, application(), true],
  ['for a URL does not match who writes the name', { clusters: [URL] }, named, false],
  ['for a name does not match who writes the URL', { clusters: ['in-cluster'] }, application(), false],
  ['one selector is enough', { applications: ['x'], clusters: ['x'], namespaces: ['apps-a'] }, application(), true],
  ['a star matches no namespace, too', { namespaces: ['*'] }, bare, true],
  ['a namespace does not match none', { namespaces: ['apps-*'] }, bare, false],
  ['! is no negation', { applications: ['!x'] }, application(), false],
  [
    'with andOperator all must match',
    { andOperator: true, applications: ['a'], namespaces: ['x'] },
    application(),
    false,
  ],
  [
    'with andOperator all that are set',
    { andOperator: true, applications: ['a'], clusters: [URL] },
    application(),
    true,
  ],
  ['with andOperator and no selectors matches nothing', { andOperator: true }, application(), false],
  [
    'with andOperator and a cluster by the other spelling',
    { andOperator: true, applications: ['a'], clusters: [URL] },
    named,
    false,
  ],
];

for (const [title, window, app, expected] of selections) {
  test(`a window ${title}: ${expected}`, (t) => {
    t.is(windowsOf([window], app, '3.2.11').length === 1, expected);
  });
}

/** What Argo CD's own code said, at these moments. */
const activities: [schedule: string, duration: string, timeZone: string, now: string, active: boolean | undefined][] = [
  ['0 8 * * *', '1h', '', '2026-06-01T08:00:00.000Z', false],
  ['0 8 * * *', '1h', '', '2026-06-01T08:00:00.001Z', true],
  ['0 8 * * *', '1h', '', '2026-06-01T08:59:59.999Z', true],
  ['0 8 * * *', '1h', '', '2026-06-01T09:00:00.000Z', false],
  ['0 8 * * *', '1h', 'Europe/Berlin', '2026-06-01T06:30:00.000Z', true],
  ['0 8 * * *', '1h', 'Europe/Berlin', '2026-01-01T07:30:00.000Z', true],
  ['0 8 * * *', '1h', 'europe/berlin', '2026-06-01T08:30:00.000Z', true],
  ['0 8 * * *', '1h', '+02:00', '2026-06-01T08:30:00.000Z', true],
  ['0 8 * * *', '-1h', '', '2026-06-01T08:30:00.000Z', false],
  ['0 8 * * *', '0', '', '2026-06-01T08:00:00.000Z', false],
  ['0 8 * * *', '1ns', '', '2026-06-01T08:00:00.000Z', false],
  ['0 8 1 * *', '744h', '', '2026-06-15T08:00:00.000Z', true],
  ['* * * * *', '24h', '', '2026-06-01T08:00:00.000Z', true],
  ['* * * * *', '1m', '', '2026-06-01T08:00:00.000Z', false],
  ['0 0 * * *', '24h', '', '2026-06-01T00:00:00.000Z', false],
  ['0 0 30 2 *', '1h', '', '2026-06-01T08:00:00.000Z', true],
  ['bad', '1h', '', '2026-06-01T08:00:00.000Z', undefined],
  ['* * * * *', '1d', '', '2026-06-01T08:00:00.000Z', undefined],
];

for (const [schedule, duration, timeZone, now, active] of activities) {
  const state = active === undefined ? 'not valid' : active ? 'active' : 'not active';
  test(`"${schedule}" for ${duration} ${timeZone} is ${state} at ${now}`, (t) => {
    t.is(isActive({ kind: 'deny', schedule, duration, timeZone }, Date.parse(now)), active);
  });
}

const always = { schedule: '* * * * *', duration: '24h' };
const never = { schedule: '0 0 1 1 *', duration: '1h' };
const deny: SyncWindow = { kind: 'deny', ...always };
const manual: SyncWindow = { ...deny, manualSync: true };
const allow: SyncWindow = { kind: 'allow', ...always };
const later: SyncWindow = { kind: 'allow', ...never };

const verdicts: [title: string, windows: SyncWindow[], automatic: boolean, byHand: boolean][] = [
  ['no window allows', [], true, true],
  ['an active deny blocks', [deny], false, false],
  ['an active deny lets through by hand where it says so', [manual], false, true],
  ['every active deny must say so', [manual, deny], false, false],
  ['deny wins over allow', [allow, manual], false, true],
  ['a deny that is not active does not block', [{ kind: 'deny', ...never }], true, true],
  ['an active allow allows', [allow, later], true, true],
  ['an allow that is not active blocks', [later], false, false],
  ['one by hand, too, where it says so', [{ ...later, manualSync: true }], false, true],
  ['Deny counts for nothing', [{ ...deny, kind: 'Deny' }], true, true],
  ['no kind counts for nothing', [always], true, true],
  ['Deny does not disturb an allow', [{ ...deny, kind: 'Deny' }, later], false, false],
  ['a bad schedule refuses', [allow, { ...deny, schedule: '@daily' }], false, false],
  ['a bad duration refuses', [allow, { ...deny, duration: '1d' }], false, false],
  ['a bad schedule refuses whatever the kind', [{ ...always, kind: 'Deny', schedule: 'x' }], false, false],
];

for (const [title, windows, automatic, byHand] of verdicts) {
  test(`${title}: ${automatic}, by hand ${byHand}`, (t) => {
    t.is(canSync(windows, { manual: false }, NOW).allowed, automatic);
    t.is(canSync(windows, { manual: true }, NOW).allowed, byHand);
  });
}

test('who is held back learns by which windows, and why', (t) => {
  t.deepEqual(canSync([allow, manual, deny], { manual: true }, NOW), {
    allowed: false,
    reason: 'a deny window is active',
    windows: [manual, deny],
  });
  t.deepEqual(canSync([later], { manual: false }, NOW), {
    allowed: false,
    reason: 'no allow window is active',
    windows: [later],
  });
  t.is(
    canSync([{ ...deny, duration: 'x' }], { manual: false }, NOW).reason,
    'a sync window has no valid schedule or duration',
  );
});

test('whatever windows hold, there is an answer', (t) => {
  const fields = [
    'kind',
    'schedule',
    'duration',
    'applications',
    'clusters',
    'namespaces',
    'timeZone',
    'andOperator',
    '__proto__',
  ];
  const window = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.anything(), fc.constant('deny'), fc.constant('* * * * *'))),
  );
  fc.assert(
    fc.property(fc.oneof(fc.array(window), fc.anything()), (windows) => {
      const matched = windowsOf(windows as SyncWindow[], application());
      t.is(typeof canSync(matched, { manual: false }, NOW).allowed, 'boolean');
    }),
  );
});
