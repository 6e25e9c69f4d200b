import { readFile } from 'node:fs/promises';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { kubectl } from '../support/kubectl.ts';
import { argocd } from './argocd-cli.ts';

interface Case {
  readonly title: string;
  readonly status?: object;
  readonly metadata?: object;
  readonly spec?: object;
  readonly health: string;
  readonly message: RegExp;
}

const condition = (type: string, status: string, reason: string, message: string) => ({
  type,
  status,
  reason,
  message,
});
const READY = condition('Ready', 'True', 'Reconciled', 'All is well.');
const of = (...conditions: readonly object[]) => ({ observedGeneration: 2, conditions });

const CASES: readonly Case[] = [
  { title: 'without a status', health: 'Progressing', message: /Waiting for the operator/ },
  { title: 'without conditions', status: { observedGeneration: 2 }, health: 'Progressing', message: /Waiting/ },
  {
    title: 'whose status is about an earlier generation',
    status: { ...of(READY), observedGeneration: 1 },
    health: 'Progressing',
    message: /latest change/,
  },
  { title: 'that is ready', status: of(READY), health: 'Healthy', message: /All is well/ },
  {
    title: 'that is ready, with something found',
    status: of(READY, condition('Compliant', 'False', 'ViolationsFound', '3 violations.')),
    health: 'Healthy',
    message: /Compliant is False \(ViolationsFound\): 3 violations/,
  },
  {
    title: 'that is not ready',
    status: of(condition('Ready', 'False', 'WatchFailed', 'Cannot watch.')),
    health: 'Degraded',
    message: /WatchFailed: Cannot watch/,
  },
  {
    title: 'of which it is not known yet whether it is ready',
    status: of(condition('Ready', 'Unknown', 'InProgress', 'Looking.')),
    health: 'Progressing',
    message: /Waiting/,
  },
  {
    title: 'that cannot be read',
    status: of(
      condition('Ready', 'False', 'InvalidSpec', 'x'),
      condition('Stalled', 'True', 'InvalidSpec', 'Bad field.'),
    ),
    health: 'Degraded',
    message: /InvalidSpec: Bad field/,
  },
  {
    title: 'that is suspended',
    spec: { suspend: true },
    status: of(READY),
    health: 'Suspended',
    message: /All is well/,
  },
  {
    title: 'that is being deleted',
    metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['gitops-security.io/x'] },
    status: of(READY),
    health: 'Progressing',
    message: /Pending deletion/,
  },
];

for (const { title, status, metadata, spec = {}, health, message } of CASES)
  test(`a policy ${title} is ${health} to Argo CD`, async (t) => {
    const policy = {
      apiVersion: 'gitops-security.io/v1alpha1',
      kind: 'GitOpsSecurityPolicy',
      metadata: { name: 'argocd', generation: 2, ...metadata },
      spec,
      ...(status && { status }),
    };
    const args = ['admin', 'settings', 'resource-overrides', 'health', 'policy.yaml', '--argocd-cm-path', 'cm.yaml'];
    const files = {
      'policy.yaml': stringify(policy),
      'cm.yaml': await kubectl('', ['kustomize', 'config/argocd/health']),
    };
    const output = await argocd(args, files);
    t.regex(output, new RegExp(`STATUS: ${health}\\b`));
    t.regex(output, message);
  });

const KEY = 'resource.customizations.health.gitops-security.io_GitOpsSecurityPolicy';
const lua = async (): Promise<string> => readFile('config/argocd/self-managed/health.lua', 'utf8');

test('the health check is the same for each way to install Argo CD', async (t) => {
  const built = parse(await kubectl('', ['kustomize', 'config/argocd/health'])) as { data: object };
  t.deepEqual(built.data, { [KEY]: await lua() });
  const values = parse(await readFile('config/argocd/helm-values.yaml', 'utf8')) as { configs: { cm: object } };
  t.deepEqual(values.configs.cm, { [KEY]: await lua() });
  const operator = parse(await readFile('config/argocd/argocd-cr.yaml', 'utf8')) as { spec: object };
  const check = { group: 'gitops-security.io', kind: 'GitOpsSecurityPolicy', check: await lua() };
  t.deepEqual(operator.spec, { resourceHealthChecks: [check] });
});
