import { contains } from '../address-set.ts';
import type { Rule } from '../network-policy.ts';
import { hasPort } from '../ports.ts';

/**
 * Where most clouds answer whoever asks from a node with what the node is, often with its credentials; and the same of AWS
 * by IPv6. By HTTP, and at no other port.
 */
export const METADATA_ADDRESSES = ['169.254.169.254', 'fd00:ec2::254'];

const PORT = 80;

/** Where a rule of egress permits it, and to which of the addresses. */
export interface MetadataAccess {
  readonly path: string;
  readonly addresses: readonly string[];
}

/**
 * The first peer of a rule of egress that lets pods ask for the metadata of their node; undefined where none does. A named
 * port does not: it is one of the pod at the other end, and there is no pod there.
 */
export function metadataAccess({ ports, peers }: Rule): MetadataAccess | undefined {
  if (!hasPort(ports.ranges, 'TCP', PORT)) return undefined;
  for (const { path, peers: to } of peers) {
    const addresses = METADATA_ADDRESSES.filter((address) => contains(to.addresses, address));
    if (addresses.length > 0) return { path, addresses };
  }
  return undefined;
}
