import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ConfigMap, KubeObject, NetworkPolicy } from '../../src/api/kube.ts';
import { type Status, status as statusSchema } from '../../src/api/status.ts';
import { type Intruder, startIntruder, type Target } from '../bench/intruder.ts';
import { appProject } from '../../src/domain/kinds/app-project.ts';
import { roleBinding } from '../../src/domain/kinds/role-binding.ts';
import { applyArgoCd, argoCdManifests } from '../support/argocd.ts';
import { type ControlPlane, startControlPlane } from '../support/controlplane.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { installReports } from '../support/reports.ts';
import { mend, rot } from './rot.ts';
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
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', 'test/demo/applications.yaml']);
  await show(kubeconfig, 'get', 'appproject', 'default', '-n', 'argocd', '-o', 'jsonpath={.spec}');
  say(bad('The project of every Application that names none: any repository, any namespace, any kind.'));
}

async function audit({ kubeconfig }: ControlPlane): Promise<void> {
  await show(kubeconfig, 'apply', '-f', 'test/demo/policy.yaml');
  await kubectl(kubeconfig, ['wait', '--for=condition=Ready', 'gsp/argocd', '--timeout=20s']);
  await show(kubeconfig, 'get', 'gsp');
  await told(kubeconfig, 'Enforced', 'False', 'AuditMode');
  const { plan } = await statusOf(kubeconfig);
  const some = ['NetworkPolicy', 'AppProject', 'Role', 'RoleBinding'].flatMap(
    (kind) => plan.find((entry) => entry.kind === kind) ?? [],
  );
  for (const { action, kind, name, message } of some) item(action, `${kind} ${name}: ${message}`);
  say(`… ${plan.length} entries in status.plan; NetworkPolicies of ours so far: ${(await ours(kubeconfig)).length}`);
}

const ours = async (kubeconfig: string): Promise<NetworkPolicy[]> =>
  (await policiesIn(kubeconfig)).filter(({ metadata }) => metadata.labels?.['gitops-security.io/policy'] === 'argocd');

const patch = (kubeconfig: string, spec: object) =>
  show(kubeconfig, 'patch', 'gsp', 'argocd', '--type=merge', '-p', JSON.stringify({ spec }));

async function enforce({ kubeconfig }: ControlPlane): Promise<void> {
  await patch(kubeconfig, { mode: 'Enforce' });
  await told(kubeconfig, 'Enforced', 'False', 'GuardBlocked');
  say('Everything but the lock is in place: an Application that names no project would not be synced any more.');
  await told(kubeconfig, 'Isolated', 'False', 'IsolationUndone');
  say(
    bad('The truth: eight NetworkPolicies are in place, and the one that Argo CD ships undoes them, as they add up.'),
  );
  await show(kubeconfig, 'get', 'gsp');
}

async function neutralise({ kubeconfig }: ControlPlane): Promise<void> {
  await patch(kubeconfig, { network: { shippedPolicies: 'Neutralise' } });
  await told(kubeconfig, 'Isolated', 'True');
  await show(kubeconfig, 'get', 'gsp');
}

async function harden({ kubeconfig }: ControlPlane): Promise<void> {
  const project = JSON.stringify({ spec: { project: 'homelab-apps' } });
  await show(kubeconfig, 'patch', 'application', 'immich', '-n', 'argocd', '--type=merge', '-p', project);
  await told(kubeconfig, 'Enforced', 'True');
  await show(kubeconfig, 'get', 'appproject', 'default', '-n', 'argocd', '-o', 'jsonpath={.spec.sourceRepos}');
  say(
    good('default is locked. The project of the homelab, with a window that keeps production from syncing by itself:'),
  );
  const window = 'jsonpath={.spec.syncWindows[0]}';
  await show(kubeconfig, 'get', 'appproject', 'homelab-apps', '-n', 'argocd', '-o', window);
  say('vaultwarden-prod has automated sync, and is held back. One that nobody has listed is told:');
  const automated = JSON.stringify({ spec: { project: 'lab', syncPolicy: { automated: {} } } });
  const lab = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'lab', namespace: 'argocd' },
  };
  const open = { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] };
  await kubectl(kubeconfig, ['create', '-f', '-'], JSON.stringify({ ...lab, spec: open }));
  await show(kubeconfig, 'patch', 'application', 'vaultwarden-prod', '-n', 'argocd', '--type=merge', '-p', automated);
  const [gate] = await eventually(async () => {
    const { gates } = await statusOf(kubeconfig);
    if (gates.length === 0) throw new Error('no gate is told yet');
    return gates;
  });
  item('gates', bad(`${gate?.application ?? ''} (project ${gate?.project ?? ''}): ${gate?.message ?? ''}`));
  item('add', gate?.window ?? '');
  await kubectl(kubeconfig, [
    'patch',
    'application',
    'vaultwarden-prod',
    '-n',
    'argocd',
    '--type=merge',
    '-p',
    project,
  ]);
  say('Who can make Argo CD deploy something, and what Argo CD itself may do, from status.rbac:');
  const { rbac } = await statusOf(kubeconfig);
  for (const { subject, may, via } of [...(rbac?.writers ?? []), ...(rbac?.argocd ?? [])].slice(0, 4))
    item('rbac', `${subject}: ${may}, via ${via}`);
  say('The worst of its settings, from status.violations:');
  const { violations } = await statusOf(kubeconfig);
  for (const { severity, rule, message } of violations
    .filter((entry) => entry.rule.startsWith('settings/'))
    .slice(0, 3))
    item(severity, `${rule}: ${message}`);
}

/** A key of argocd-cm, as if it were all of it. */
const anonymous: Target = {
  apiVersion: 'v1',
  plural: 'configmaps',
  canonical: (object) => ({ enabled: (object as ConfigMap).data?.['users.anonymous.enabled'] ?? 'false' }),
};

async function objectOf(kubeconfig: string, kind: string, name: string): Promise<KubeObject> {
  return JSON.parse(await kubectl(kubeconfig, ['get', kind, name, '-n', 'argocd', '-o', 'json'])) as KubeObject;
}

async function timed(kubeconfig: string, object: KubeObject, target: Target, work: (who: Intruder) => Promise<number>) {
  const intruder = await startIntruder(kubeconfig, [object], target);
  try {
    return await work(intruder);
  } finally {
    await intruder.stop();
  }
}

type Tell = (what: string, ms: number) => void;

async function attackAccess(kubeconfig: string, tell: Tell): Promise<void> {
  const project = await objectOf(kubeconfig, 'appproject', 'homelab-apps');
  const open = { spec: { sourceRepos: ['*'], clusterResourceWhitelist: [{ group: '*', kind: '*' }] } };
  const widened = await timed(kubeconfig, project, appProject, async (who) => who.edit(project, open));
  tell('widens the project to every repository and every cluster-scoped kind', widened);
  const names = await kubectl(kubeconfig, ['get', 'rolebindings', '-n', 'argocd', '-o', 'name']);
  const name = /rolebinding\S*\/(gsp-argocd-viewers-\S+)/.exec(names)?.[1] ?? '';
  const binding = await objectOf(kubeconfig, 'rolebinding', name);
  const subjects = [{ kind: 'User', name: 'intruder', apiGroup: 'rbac.authorization.k8s.io' }];
  tell(
    'adds himself to a role',
    await timed(kubeconfig, binding, roleBinding, async (who) => who.edit(binding, { subjects })),
  );
  const settings = await objectOf(kubeconfig, 'configmap', 'argocd-cm');
  const on = { data: { 'users.anonymous.enabled': 'true' } };
  tell(
    'turns anonymous access on',
    await timed(kubeconfig, settings, anonymous, async (who) => who.edit(settings, on)),
  );
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
  await attackAccess(kubeconfig, tell);
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
    if (!(await statusOf(kubeconfig)).drift.some(({ kind }) => kind === 'ConfigMap'))
      throw new Error('not reported yet');
  });
  const fields = ['.kind', '.name', '.path', '.found', '.manager'].map((field) => `{${field}}`).join('{"\\t"}');
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
  await show(kubeconfig, 'get', 'appprojects', '-n', 'argocd', '-o', 'name');
  say('Policies, Roles and bindings are gone, and what was emptied is as it was. Projects stay, as Applications use');
  say('them, and default stays locked: Argo CD would make it anew, open to everything.');
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
  chapter('The operator, with the rights of config/enforce and config/grants, and a policy that only audits');
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', 'crds/']);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  await installReports('openreports', kubeconfig);
  await applyOverlay(cluster, 'enforce');
  await applyOverlay(cluster, 'grants');
  await using operator = await startOperator(await operatorKubeconfig(cluster));
  await audit(cluster);
  chapter('Enforce');
  await enforce(cluster);
  chapter('Neutralise what the install ships');
  await neutralise(cluster);
  chapter('Projects, production, roles and settings');
  await harden(cluster);
  chapter('An intruder with the rights of a cluster administrator');
  await attack(cluster, operator.audit);
  chapter('The cluster around it');
  await rot(kubeconfig, statusOf);
  chapter('Mended');
  await mend(kubeconfig, statusOf);
  chapter('Leaving');
  await leave(cluster);
  console.log(good('\nDone. Your own cluster: see README.md, “Install”.'));
}

await main();
