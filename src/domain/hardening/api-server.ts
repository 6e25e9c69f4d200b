import type { NetworkSpec } from '../../api/spec.ts';
import type { Facts } from '../facts.ts';
import { namedBlock, singleAddress } from './addresses.ts';
import { allow, type Allowance } from './allowances.ts';

/**
 * Where the Kubernetes API is reached. NetworkPolicies are judged after a Service's address translation, so it is the
 * endpoints that count.
 *
 * @returns undefined when the endpoints are not known, or none of them is usable: not the same as none being needed
 */
export function apiServerAllowances(facts: Facts, network: NetworkSpec): readonly Allowance[] | undefined {
  if (facts.apiServer === undefined) return undefined;
  const live = facts.apiServer.flatMap(({ address, port }) => {
    const ipBlock = singleAddress(address);
    return ipBlock === undefined ? [] : allow([{ ipBlock }], [port]);
  });
  const named = network.apiServer.endpoints.flatMap(({ cidr, ports }) => {
    const ipBlock = namedBlock(cidr);
    return ipBlock === undefined ? [] : allow([{ ipBlock }], ports);
  });
  const all = [...live, ...named];
  return all.length === 0 ? undefined : all;
}
