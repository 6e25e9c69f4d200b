import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NetworkPolicy } from '../../src/api/kube.ts';
import { type Status, status as statusSchema } from '../../src/api/status.ts';
import { startIntruder } from '../bench/intruder.ts';
import { applyArgoCd, argoCdManifests } from '../support/argocd.ts';
import { type ControlPlane, startControlPlane } from '../support/controlplane.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { bad, chapter, good, item, say, show } from './screen.ts';

/** The main job, from a fresh install of Argo CD to a healed attack, on a real API server. Ends by itself. */

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const BUNDLE = path('../../dist/operator.mjs');

async function startOperator(kubeconfig: string): Promise<AsyncDisposable & { readonly audit: readonly string[] }> {
  const flags = ['--no-leader-election', '--bind-address', '127.0.0.1', '--port', '0'];
  const child = spawn(process.execPath, [BUNDLE, '--kubeconfig', kubeconfig, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const audit: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"audit":true')) audit.push(line);
    if (line.includes('"started"')) resolve();
  });
  await promise;
  const stop = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null) await once(child, 'close');
  };
  return { audit, [Symbol.asyncDispose]: stop };
}

async function statusOf(kubeconfig: string): Promise<Status> {
  const object = JSON.parse(await kubectl(kubeconfig, ['get', 'gsp', 'argocd', '-o', 'json'])) as { status?: unknown };
  return statusSchema.parse(object.status ?? {});
}

/** Waits until a condition is as given, and shows what it says. */
async function told(kubeconfig: string, type: string, status: string, reason?: string): Promise<void> {
  await kubectl(kubeconfig, ['wait', `--for=condition=${type}=${status}`, 'gsp/argocd', '--timeout=20s']);
  const condition = await eventually(async () => {
    const found = (await statusOf(kubeconfig)).conditions.find((entry) => entry.type === type);
    if (found === undefined || (reason !== undefined && found.reason !== reason))
      throw new Error(`${type} is not told`);
    return found;
  });
  item(`${type}=${status}`, `${condition.reason}: ${condition.message}`);
}

async function policiesIn(kubeconfig: string): Promise<NetworkPolicy[]> {
  const json = await kubectl(kubeconfig, ['get', 'networkpolicies', '-n', 'argocd', '-o', 'json']);
  return (JSON.parse(json) as { items: NetworkPolicy[] }).items;
}

const showShipped = (kubeconfig: string) =>
  show(kubeconfig, ...'get networkpolicy argocd-server-network-policy -n argocd -o jsonpath={.spec}'.split(' '));

async function before({ kubeconfig }: ControlPlane): Promise<void> {
  const { documents } = await argoCdManifests('v3.5.7', 'install');
  say(
    `${documents.length} objects from the manifests of Argo CD v3.5.7 (its Go module), as released. What protects it:`,
  );
  await showShipped(kubeconfig);
  say(
    bad('ingress [{}]: everybody may reach the server, on every port; and nothing limits where Argo CD may connect to'),
  );
}

async function audit({ kubeconfig }: ControlPlane): Promise<void> {
  await show(kubeconfig, 'apply', '-f', 'test/demo/policy.yaml');
  await kubectl(kubeconfig, ['wait', '--for=condition=Ready', 'gsp/argocd', '--timeout=20s']);
  await show(kubeconfig, 'get', 'gsp');
  await told(kubeconfig, 'Enforced', 'False', 'AuditMode');
  const { plan } = await statusOf(kubeconfig);
  for (const { action, kind, name } of plan.slice(0, 3)) item(action, `${kind} ${name}`);
  say(`… ${plan.length} entries in status.plan; NetworkPolicies of ours so far: ${(await ours(kubeconfig)).length}`);
}

const ours = async (kubeconfig: string): Promise<NetworkPolicy[]> =>
  (await policiesIn(kubeconfig)).filter(({ metadata }) => metadata.labels?.['gitops-security.io/policy'] === 'argocd');

const patch = (kubeconfig: string, spec: object) =>
  show(kubeconfig, 'patch', 'gsp', 'argocd', '--type=merge', '-p', JSON.stringify({ spec }));

async function enforce({ kubeconfig }: ControlPlane): Promise<void> {
  await patch(kubeconfig, { mode: 'Enforce' });
  await told(kubeconfig, 'Enforced', 'True');
  await told(kubeconfig, 'Isolated', 'False', 'IsolationUndone');
  say(bad('The truth: eight policies are in place, and the one that Argo CD ships undoes them, as policies add up.'));
  await show(kubeconfig, 'get', 'gsp');
}

async function neutralise({ kubeconfig }: ControlPlane): Promise<void> {
  await patch(kubeconfig, { network: { shippedPolicies: 'Neutralise' } });
  await told(kubeconfig, 'Isolated', 'True');
  await show(kubeconfig, 'get', 'gsp');
}

async function attack({ kubeconfig }: ControlPlane, log: readonly string[]): Promise<void> {
  const objects = await ours(kubeconfig);
  const named = (suffix: string): NetworkPolicy => {
    const found = objects.find(({ metadata }) => metadata.name === `gsp-argocd-${suffix}`);
    if (found === undefined) throw new Error(`no policy for ${suffix}`);
    return found;
  };
  const intruder = await startIntruder(kubeconfig, objects);
  const tell = (what: string, ms: number): void =>
    item('intruder', `${what}: ${good(`healed in ${ms.toFixed(1)} ms`)}`);
  tell('opens Redis to everybody (ingress: [{}])', await intruder.edit(named('redis')));
  tell('deletes the policy of repo-server', await intruder.remove(named('repo-server')));
  tell('deletes the deny-all of the namespace', await intruder.remove(named('namespace')));
  tell('opens the server to everybody', await intruder.edit(named('server')));
  await intruder.stop();
  const opened = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'debug', namespace: 'argocd' },
    spec: { podSelector: {}, ingress: [{}] },
  };
  await kubectl(kubeconfig, ['create', '-f', '-'], JSON.stringify(opened));
  item('intruder', 'adds a policy of his own that opens all pods: not ours to touch, but told at once');
  await told(kubeconfig, 'Isolated', 'False', 'IsolationUndone');
  await kubectl(kubeconfig, ['delete', 'networkpolicy', 'debug', '-n', 'argocd']);
  await told(kubeconfig, 'Isolated', 'True');
  say('Who did it, as Kubernetes recorded it:');
  await eventually(async () => {
    if ((await statusOf(kubeconfig)).drift.length < 4) throw new Error('not reported yet');
  });
  const fields = ['.name', '.path', '.found', '.manager'].map((field) => `{${field}}`).join('{"\\t"}');
  await show(kubeconfig, 'get', 'gsp', 'argocd', '-o', `jsonpath={range .status.drift[*]}${fields}{"\\n"}{end}`);
  await show(kubeconfig, 'get', 'gsp');
  say('One line of the operator’s log; there is one for each of them:');
  say(log.find((line) => line.includes('drift corrected')) ?? '');
}

async function leave({ kubeconfig }: ControlPlane): Promise<void> {
  await show(kubeconfig, 'delete', 'gsp', 'argocd');
  await eventually(async () => {
    if ((await ours(kubeconfig)).length > 0) throw new Error('policies are left');
  });
  await showShipped(kubeconfig);
  say('Everything generated is gone, and what was emptied is as it was.');
}

async function main(): Promise<void> {
  console.log(
    'GitOps Security Operator: Argo CD hardened, attacked, and healed. Nothing outside this machine is touched.',
  );
  chapter('A Kubernetes API server, with Argo CD as everybody installs it');
  await using cluster = await startControlPlane();
  const { kubeconfig } = cluster;
  await applyArgoCd(kubeconfig, 'v3.5.7', 'install');
  await before(cluster);
  chapter('The operator, with the rights of config/enforce, and a policy that only audits');
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', 'crds/']);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  await applyOverlay(cluster, 'enforce');
  await using operator = await startOperator(await operatorKubeconfig(cluster));
  await audit(cluster);
  chapter('Enforce');
  await enforce(cluster);
  chapter('Neutralise what the install ships');
  await neutralise(cluster);
  chapter('An intruder with the rights of a cluster administrator');
  await attack(cluster, operator.audit);
  chapter('Leaving');
  await leave(cluster);
  console.log(good('\nDone. Your own cluster: see README.md, “Install”.'));
}

await main();
