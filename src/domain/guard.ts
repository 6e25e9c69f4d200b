import ipaddr from 'ipaddr.js';
import type { NetworkPolicy } from '../api/kube.ts';
import type { Component } from './argocd/discovery.ts';
import { serviceNamespace } from './argocd/endpoints.ts';
import type { Need } from './argocd/needs.ts';
import type { Facts } from './facts.ts';
import { permits, type Subject } from './semantics/reach.ts';

/** A known need that the egress of a policy does not cover. */
export interface Cut {
  readonly need: Need;
  /** For people: who needs what, and why it is thought to be cut. */
  readonly message: string;
}

type Verdict = { readonly covered: true } | { readonly covered: false; readonly why: string };

const COVERED: Verdict = { covered: true };

function addressesOf(host: string, facts: Facts): readonly string[] {
  return ipaddr.isValid(host) ? [host] : (facts.hosts.get(host) ?? []);
}

/** A client falls back from one family to the other, but not from one address that times out to all others in time. */
function everyOfAFamily(addresses: readonly string[], open: (address: string) => boolean): boolean {
  const families = [
    addresses.filter((address) => ipaddr.IPv4.isValid(address)),
    addresses.filter((address) => ipaddr.IPv6.isValid(address)),
  ];
  return families.some((family) => family.length > 0 && family.every(open));
}

function judge(need: Need, subject: Subject, policies: readonly NetworkPolicy[], facts: Facts): Verdict {
  const inCluster = serviceNamespace(need.host);
  if (inCluster !== undefined) {
    // The port behind a Service is not known here: a rule for the namespace is taken for covering it.
    const namespace = facts.namespaces.get(inCluster) ?? { 'kubernetes.io/metadata.name': inCluster };
    const answer = permits(policies, subject, 'Egress', { namespace, protocol: 'TCP' });
    return answer === 'no' ? { covered: false, why: `no rule reaches namespace ${inCluster}` } : COVERED;
  }
  const addresses = addressesOf(need.host, facts);
  if (addresses.length === 0) {
    const anywhere = permits(policies, subject, 'Egress', { address: '192.0.2.1', port: need.port, protocol: 'TCP' });
    return anywhere === 'yes' ? COVERED : { covered: false, why: `${need.host} does not resolve here` };
  }
  const open = (address: string): boolean =>
    permits(policies, subject, 'Egress', { address, port: need.port, protocol: 'TCP' }) === 'yes';
  if (everyOfAFamily(addresses, open)) return COVERED;
  return { covered: false, why: `no rule permits ${addresses.slice(0, 4).join(', ')} port ${need.port}` };
}

function cutOf(need: Need, why: string): Cut {
  const message = `${need.component} needs ${need.host}:${need.port} (${need.because}), but ${why}`;
  return { need, message };
}

/**
 * Known needs of one component that `policies` would not permit.
 *
 * @param policies those that would hold in Argo CD's namespace; none that selects the component means all is permitted
 */
export function cuts(
  component: Component,
  needs: readonly Need[],
  policies: readonly NetworkPolicy[],
  facts: Facts,
): Cut[] {
  const subject = { labels: component.labels, ports: component.containerPorts };
  return needs
    .filter((need) => need.component === component.component)
    .flatMap((need) => {
      const verdict = judge(need, subject, policies, facts);
      return verdict.covered ? [] : [cutOf(need, verdict.why)];
    });
}

/** Of the needs that `planned` would cut, those that are met now: what would get worse. */
export function newlyCut(
  component: Component,
  needs: readonly Need[],
  planned: readonly NetworkPolicy[],
  live: readonly NetworkPolicy[],
  facts: Facts,
): Cut[] {
  const unmetNow = new Set(cuts(component, needs, live, facts).map(({ need }) => need));
  return cuts(component, needs, planned, facts).filter(({ need }) => !unmetNow.has(need));
}
