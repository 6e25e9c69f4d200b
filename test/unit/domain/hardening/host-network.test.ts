import test from 'ava';
import { networkPolicies } from '../../../../src/domain/hardening/index.ts';
import { argoCdWorkloads } from '../argocd/manifests.ts';
import { facts, network, OWNER } from './inputs.ts';

const plain = await argoCdWorkloads('v3@v3.5.7', 'install.yaml');

/** argocd-server on the host's network, as some install it to see the addresses of its clients. */
const onHost = plain.map((workload) => {
  if (workload.metadata.name !== 'argocd-server') return workload;
  const { template, ...spec } = workload.spec;
  return { ...workload, spec: { ...spec, template: { ...template, spec: { ...template.spec, hostNetwork: true } } } };
});

test('what a component on the host’s network must reach is left open: no selector could let it in', (t) => {
  const { desired, blocked } = networkPolicies(facts(onHost), network(), OWNER);
  const reasons = blocked.map(({ component, blocked: reason }) => [component, reason]);
  t.deepEqual(reasons, [
    ['dex-server', 'HostNetworkClient'],
    ['redis', 'HostNetworkClient'],
    ['repo-server', 'HostNetworkClient'],
    ['namespace', 'ComponentUnprotected'],
  ]);
  t.true(desired.some(({ component }) => component === 'application-controller'));
});
