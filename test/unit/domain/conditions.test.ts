import test from 'ava';
import { spec } from '../../../src/api/spec.ts';
import { conditionsOf, stalledConditions } from '../../../src/domain/conditions.ts';
import { planPolicy } from '../../../src/domain/policy-plan.ts';
import type { Doing, ReportInput } from '../../../src/domain/report-input.ts';
import { WITHHELD_REASONS } from '../../../src/domain/withheld.ts';
import { helm } from './argocd/workloads.ts';
import { facts, OWNER } from './hardening/inputs.ts';
import { stored } from './objects.ts';

const wanted = spec.parse({ mode: 'Enforce', network: {} });
const base = {
  owner: OWNER,
  spec: wanted,
  leaving: false,
  owned: [],
  live: () => undefined,
  applied: new Map(),
  previous: new Map(),
  emptied: [],
  neutralised: new Map(),
  settings: new Map(),
};
const { desired } = planPolicy({ ...base, facts: facts(helm()) });
const policies = desired.map(({ object }) => stored(object));
const settled = planPolicy({ ...base, facts: facts(helm(), { policies }), owned: policies });

const all = (doing: Doing): ReportInput['doing'] => ({
  network: doing,
  projects: doing,
  rbac: doing,
  settings: doing,
});

const input = (more: Partial<ReportInput> = {}): ReportInput => ({
  spec: wanted,
  doing: all('Enforce'),
  namespace: 'argocd',
  namespaceExists: true,
  plan: settled,
  managed: desired.length,
  changes: 0,
  pending: 0,
  violations: [],
  uncorrected: [],
  contested: [],
  failures: [],
  unreadable: [],
  ...more,
});

const drift = {
  kind: 'NetworkPolicy',
  name: 'n',
  path: 'spec.ingress',
  wanted: '[]',
  found: '[{}]',
  manager: 'm',
  time: '',
  corrected: false,
  times: 1,
};
const nothing = planPolicy({ ...base, spec: spec.parse({}), facts: facts(helm()) });
const lost = planPolicy({ ...base, facts: facts([]) });

/** What differs from all being well. */
const cases: Readonly<Record<string, readonly [more: Partial<ReportInput>, said: Readonly<Record<string, string>>]>> = {
  'all is well': [{}, {}],
  Audit: [{ doing: all('Audit'), changes: 3 }, { Enforced: 'False/AuditMode' }],
  suspended: [{ doing: all('Suspend') }, { Enforced: 'False/Suspended' }],
  'changes that are yet to be made': [{ pending: 2 }, { Enforced: 'False/Pending' }],
  'a refused write': [
    { failures: ['x: forbidden'] },
    { Ready: 'False/ApplyFailed', Enforced: 'False/ApplyFailed', Reconciling: 'True/Retrying' },
  ],
  'a kind that cannot be seen': [
    { unreadable: [{ resource: 'networkpolicies', state: 'forbidden' }] },
    {
      Ready: 'False/WatchFailed',
      Enforced: 'False/WatchFailed',
      InSync: 'Unknown/WatchFailed',
      Isolated: 'Unknown/WatchFailed',
      Compliant: 'Unknown/WatchFailed',
    },
  ],
  'kinds of which the watch has just begun': [
    { unreadable: [{ resource: 'pods', state: 'starting' }] },
    {
      Ready: 'False/Starting',
      Enforced: 'False/Starting',
      InSync: 'Unknown/Starting',
      Isolated: 'Unknown/Starting',
      Compliant: 'Unknown/Starting',
    },
  ],
  'a kind that cannot be seen, beside one of which the watch has just begun': [
    {
      unreadable: [
        { resource: 'pods', state: 'starting' },
        { resource: 'networkpolicies', state: 'forbidden' },
      ],
    },
    {
      Ready: 'False/WatchFailed',
      Enforced: 'False/WatchFailed',
      InSync: 'Unknown/WatchFailed',
      Isolated: 'Unknown/WatchFailed',
      Compliant: 'Unknown/WatchFailed',
    },
  ],
  drift: [{ uncorrected: [drift] }, { InSync: 'False/Drifted' }],
  'an opponent': [{ contested: [{ object: 'o', manager: 'm', times: 10 }] }, { InSync: 'False/Contested' }],
  'no Argo CD': [
    { plan: lost },
    { Ready: 'False/ArgoCDNotFound', Enforced: 'False/ArgoCDNotFound', Isolated: 'Unknown/ArgoCDNotFound' },
  ],
  'nothing to enforce, which is no word about Argo CD': [
    { spec: spec.parse({}), plan: nothing },
    { Enforced: 'False/NothingToEnforce', Isolated: 'Unknown/NothingToEnforce' },
  ],
};

const WELL = {
  Ready: 'True/Reconciled',
  Enforced: 'True/Enforced',
  InSync: 'True/InSync',
  Isolated: 'True/Isolated',
  Compliant: 'True/Compliant',
};

for (const [name, [more, said]] of Object.entries(cases))
  test(`conditions: ${name}`, (t) => {
    const found = conditionsOf(input(more)).map(({ type, status, reason }) => [type, `${status}/${reason}`]);
    t.deepEqual(Object.fromEntries(found), { ...WELL, ...said });
  });

for (const [name, [more]] of Object.entries(cases))
  test(`what is said is whole sentences: ${name}`, (t) => {
    for (const { message } of conditionsOf(input(more))) t.regex(message, /^(?:[A-Z\d]|\S*[-./:]).*\.$/s, message);
  });

for (const reason of WITHHELD_REASONS)
  test(`what is withheld is told: ${reason}`, (t) => {
    const withheld = [{ reason, kind: 'AppProject', name: 'shop', message: 'why' }];
    const found = conditionsOf(input({ plan: { ...settled, withheld } })).map(
      ({ type, status, reason: because }) => [type, `${status}/${because}`] as const,
    );
    const { Ready, Enforced } = Object.fromEntries(found);
    t.is(Enforced, reason === 'NoMatch' ? 'True/Enforced' : `False/${reason}`);
    t.is(Ready, reason === 'InvalidSpec' ? 'False/InvalidSpec' : 'True/Reconciled');
  });

test('a section that only audits is named where others are enforced', (t) => {
  const both = spec.parse({ mode: 'Enforce', network: {}, projects: { mode: 'Audit' } });
  const doing = { ...all('Enforce'), projects: 'Audit' as const };
  const enforced = conditionsOf(input({ spec: both, doing, changes: 2 })).find(({ type }) => type === 'Enforced');
  t.is(enforced?.message, 'Nothing of projects is written; Enforce would make 2 changes, see status.plan.');
});

test('of a policy that is stalled nothing else is known', (t) => {
  const found = stalledConditions('InvalidSpec', 'why').map(({ type, status }) => [type, status]);
  t.deepEqual(Object.fromEntries(found), {
    Ready: 'False',
    Stalled: 'True',
    Enforced: 'Unknown',
    InSync: 'Unknown',
    Isolated: 'Unknown',
    Compliant: 'Unknown',
  });
});
