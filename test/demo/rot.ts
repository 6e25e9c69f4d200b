import type { Status, Violation } from '../../src/api/status.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';
import { bad, good, item, say, show } from './screen.ts';

/** What the audit is for: a cluster rots, and it is told what, where and what to do, until it is mended. */

/** What of the status is about what this chapter plants: the rest of the cluster has findings of its own. */
const isPlanted = ({ namespace, name, kind }: Violation): boolean =>
  (namespace === 'shop' && kind !== 'Namespace') || name === 'shop-ci';

const GRAVE: readonly Violation['severity'][] = ['critical', 'high', 'medium'];

type Read = (kubeconfig: string) => Promise<Status>;

async function planted(kubeconfig: string, read: Read): Promise<Violation[]> {
  const { violations } = await read(kubeconfig);
  return violations.filter((entry) => isPlanted(entry) && GRAVE.includes(entry.severity));
}

const WANTED = [
  'network/open-to-world',
  'pod-security/privileged',
  'images/latest-tag',
  'secrets/plaintext-in-workload',
  'rbac/cluster-admin-equivalent',
];

function tell(found: readonly Violation[]): void {
  for (const { severity, rule, kind, name, path, message, remedy } of found) {
    item(bad(severity), `${rule}: ${kind} ${name} ${path}: ${message}`);
    item('', `→ ${remedy}`);
  }
}

const REPORT = [
  'get',
  'reports.openreports.io',
  '-n',
  'shop',
  '-o',
  'custom-columns=NAME:.metadata.name,FAIL:.summary.fail,RULES:.results[*].policy',
];

/** @param read the status of the policy */
export async function rot(kubeconfig: string, read: Read): Promise<void> {
  const audit = { audit: { podSecurity: 'baseline' }, report: { limit: 100 } };
  await show(kubeconfig, 'patch', 'gsp', 'argocd', '--type=merge', '-p', JSON.stringify({ spec: audit }));
  await kubectl(kubeconfig, ['wait', '--for=condition=Audited', 'gsp/argocd', '--timeout=30s']);
  say('A policy copied from dev, a privileged pod of :latest with a password, and a pipeline that may do everything:');
  await show(kubeconfig, 'apply', '-f', 'test/demo/rot.yaml');
  const started = performance.now();
  const found = await eventually(async () => {
    const all = await planted(kubeconfig, read);
    const missing = WANTED.filter((id) => !all.some(({ rule }) => rule === id));
    if (missing.length > 0) throw new Error(`not told: ${missing.join(', ')}`);
    return all;
  });
  say(`Told ${((performance.now() - started) / 1000).toFixed(1)} s later, with what to do:`);
  tell(found);
  await show(kubeconfig, 'get', 'gsp');
  say('The same as a report, for dashboards:');
  await eventually(async () => {
    if (!(await kubectl(kubeconfig, REPORT)).includes('network/open-to-world')) throw new Error('no report yet');
  });
  await show(kubeconfig, ...REPORT);
}

/** @param read the status of the policy */
export async function mend(kubeconfig: string, read: Read): Promise<void> {
  await show(kubeconfig, 'apply', '-f', 'test/demo/mended.yaml');
  await show(kubeconfig, 'delete', 'clusterrolebinding', 'shop-ci');
  await eventually(async () => {
    const left = (await planted(kubeconfig, read)).filter(({ rule }) => WANTED.includes(rule));
    if (left.length > 0) throw new Error(`still told: ${left.map(({ rule }) => rule).join(', ')}`);
  });
  say(good('Put right, and gone from the status.'));
  await show(kubeconfig, 'get', 'gsp');
}
