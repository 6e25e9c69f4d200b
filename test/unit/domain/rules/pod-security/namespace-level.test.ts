import test from 'ava';
import type { KubeObject, Labels } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { confined, deployment } from './pods.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const VERSION = 'pod-security.kubernetes.io/enforce-version';

const found = (labels: Labels, workloads: readonly KubeObject[] = [], audit: object = {}) => {
  const namespace = object(['v1', 'Namespace', 'shop'], {}, { namespace: undefined, labels });
  return judge('pod-security/namespace-level', { objects: [namespace, ...workloads], audit }).map(
    ({ object: { kind, name }, path, severity, message }) => {
      if (kind !== 'Namespace' || name !== 'shop') throw new Error(`found in ${kind} ${name}`);
      return [path, severity, message];
    },
  );
};

const RESTRICTED = { podSecurity: 'restricted' };
const SAFE = confined(
  { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
);

test('a namespace without the label, and what of its workloads would pass', (t) => {
  const path = `metadata.labels[${ENFORCE}]`;
  const text = (rest: string) => [[path, 'medium', `No Pod Security Standard is enforced. ${rest}`]];
  t.deepEqual(found({}), text('It has no workloads.'));
  t.deepEqual(found({}, [SAFE]), text('All its workloads pass restricted.'));
  t.deepEqual(found({}, [SAFE, deployment()]), text('All its workloads pass baseline.'));
  t.deepEqual(
    found({}, [SAFE, confined({ privileged: true })]),
    text('Not all its workloads pass baseline: Deployment "app" does not.'),
  );
  t.deepEqual(
    found({}, [SAFE, deployment()], RESTRICTED),
    text('Not all its workloads pass restricted: Deployment "app" does not.'),
  );
});

test('a level that is weaker than the one of the policy', (t) => {
  t.deepEqual(found({ [ENFORCE]: 'restricted' }), []);
  t.deepEqual(found({ [ENFORCE]: 'baseline' }), []);
  t.deepEqual(found({ [ENFORCE]: 'baseline' }, [SAFE], RESTRICTED), [
    [
      `metadata.labels[${ENFORCE}]`,
      'medium',
      'The level that is enforced is baseline, which is less than restricted. All its workloads pass restricted.',
    ],
  ]);
  t.is(found({ [ENFORCE]: 'privileged' }).length, 1);
});

test('a level that is none counts as restricted, and is said', (t) => {
  t.deepEqual(found({ [ENFORCE]: 'Baseline' }, [], RESTRICTED), [
    [
      `metadata.labels[${ENFORCE}]`,
      'low',
      'The level to enforce is Baseline, which is none; restricted is in its place. It has no workloads.',
    ],
  ]);
});

test('a version that lacks controls', (t) => {
  const at = (version: string, audit: object = {}) => found({ [ENFORCE]: 'restricted', [VERSION]: version }, [], audit);
  t.deepEqual(at('v1.33'), [
    [
      `metadata.labels[${VERSION}]`,
      'low',
      'The version that is enforced is v1.33, which lacks what v1.37 has: hostProbesAndHostLifecycle. It has no workloads.',
    ],
  ]);
  t.deepEqual(at('v1.34'), []);
  t.deepEqual(at('v1.34', RESTRICTED), []);
  t.deepEqual(at('latest'), []);
  t.deepEqual(at('v1.33', { podSecurityVersion: 'v1.33' }), []);
  t.deepEqual(at('v1.33', { podSecurityVersion: 'v1.30' }), []);
  t.regex(at('v1.18', { podSecurityVersion: 'v1.20' })[0]?.[2] ?? '', /seccompProfile_baseline/);
  t.regex(at('v1.21', { ...RESTRICTED, podSecurityVersion: 'v1.22' })[0]?.[2] ?? '', /capabilities_restricted/);
});

test('a version that is none counts as latest, and is said; without a level none matters', (t) => {
  t.deepEqual(found({ [ENFORCE]: 'baseline', [VERSION]: '1.30' }), [
    [
      `metadata.labels[${VERSION}]`,
      'low',
      'The version to enforce is 1.30, which is none; latest is in its place. It has no workloads.',
    ],
  ]);
  t.is(found({ [VERSION]: 'v1.0' }).length, 1);
});

test('nothing is asked of namespaces where nothing is asked of workloads', (t) => {
  t.deepEqual(found({}, [], { podSecurity: 'privileged' }), []);
});
