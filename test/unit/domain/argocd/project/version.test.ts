import test from 'ava';
import type { Workload } from '../../../../../src/api/kube.ts';
import { atLeast, versionOf } from '../../../../../src/domain/argocd/project/version.ts';

function workload(image: string, labels: Record<string, string> = {}, program = 'argocd-server'): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: program, namespace: 'argocd', labels },
    spec: {
      template: {
        metadata: {},
        spec: { containers: [{ name: 'main', image, command: [`/usr/local/bin/${program}`] }] },
      },
    },
  };
}

const label = { 'app.kubernetes.io/version': 'v2.14.9' };

const cases: [title: string, workloads: Workload[], version: string | undefined][] = [
  ['nothing', [], undefined],
  ['the tag', [workload('quay.io/argoproj/argocd:v3.2.1')], '3.2.1'],
  ['a tag before a digest', [workload('quay.io/argoproj/argocd:v3.2.1@sha256:abcdef')], '3.2.1'],
  ['a registry with a port', [workload('registry:5000/mirror/argocd:v3.2.1')], '3.2.1'],
  ['a build of its own', [workload('registry/argocd:v3.2.1-acme.3')], '3.2.1'],
  ['a candidate', [workload('quay.io/argoproj/argocd:v3.6.0-rc2')], '3.6.0'],
  ['a digest alone', [workload('quay.io/argoproj/argocd@sha256:abcdef')], undefined],
  ['latest', [workload('quay.io/argoproj/argocd:latest')], undefined],
  ['a label beside a digest', [workload('quay.io/argoproj/argocd@sha256:abcdef', label)], '2.14.9'],
  ['the tag before the label', [workload('quay.io/argoproj/argocd:v3.2.1', label)], '3.2.1'],
  ['an image of another name', [workload('registry:5000/platform:7.0.0')], undefined],
  ['a label beside an image of another name', [workload('registry/platform:7.0.0', label)], '2.14.9'],
  ['another program', [workload('quay.io/argoproj/argocd:v3.2.1', {}, 'argocd-dex')], undefined],
  [
    'the lowest of two',
    [
      workload('quay.io/argoproj/argocd:v3.10.0'),
      workload('quay.io/argoproj/argocd:v3.9.4', {}, 'argocd-application-controller'),
    ],
    '3.9.4',
  ],
  ['a text that is no version', [workload('quay.io/argoproj/argocd:99999999999999999999.1')], undefined],
];

for (const [title, workloads, version] of cases) {
  test(`the version by ${title} is ${version ?? 'not known'}`, (t) => {
    t.is(versionOf(workloads), version);
  });
}

const comparisons: [version: string | undefined, wanted: string, expected: boolean | undefined][] = [
  ['3.1.0', '3.1', true],
  ['3.10.0', '3.9', true],
  ['3.0.23', '3.1', false],
  ['2.14.9', '2.14.9', true],
  ['2.14.8', '2.14.9', false],
  ['3.6.0-rc1', '3.6', true],
  [undefined, '3.1', undefined],
  ['', '3.1', undefined],
];

for (const [version, wanted, expected] of comparisons) {
  test(`${version} is at least ${wanted}: ${expected}`, (t) => {
    t.is(atLeast(version, wanted), expected);
  });
}
