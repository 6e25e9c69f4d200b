import { z } from 'zod';
import { cidr, hostName, portList, ruled } from './fields.ts';
import { labelSelector } from './selector.ts';

/** The other end of a connection. Kubernetes reads an empty peer as "everyone", so each must say whom it means. */

const selectors = {
  namespaceSelector: labelSelector
    .describe('Namespaces by their labels. {} means every namespace. Without a podSelector: every pod in them.')
    .optional(),
  podSelector: labelSelector
    .describe("Pods by their labels, in the namespaces of namespaceSelector; without one, in Argo CD's own namespace.")
    .optional(),
  cidr: cidr
    .describe(
      'Addresses in CIDR notation, such as 192.168.0.0/24, without host bits. For addresses outside the cluster: pods are better named by selectors.',
    )
    .optional(),
};

export const peer = ruled(z.strictObject(selectors).meta({ title: 'Peer' }), {
  cel: 'has(self.cidr) != (has(self.namespaceSelector) || has(self.podSelector))',
  message:
    'name either a cidr, or a namespaceSelector and/or a podSelector; to mean every pod, write namespaceSelector: {}',
  holds: (p) => (p.cidr !== undefined) !== (p.namespaceSelector !== undefined || p.podSelector !== undefined),
});

export const egressPeer = ruled(
  z
    .strictObject({
      ...selectors,
      host: hostName
        .describe(
          'A host name. The operator resolves it: new addresses are added at once, old ones are removed after 10 minutes.',
        )
        .optional(),
      ports: portList.describe('TCP ports that the destination listens on; behind a Service, the ports of its pods.'),
    })
    .meta({ title: 'EgressPeer' }),
  {
    cel: '[has(self.cidr), has(self.host), has(self.namespaceSelector) || has(self.podSelector)].exists_one(named, named)',
    message: 'name exactly one of cidr, host, or selectors (namespaceSelector and/or podSelector)',
    holds: (p) =>
      [p.cidr, p.host, p.namespaceSelector ?? p.podSelector].filter((choice) => choice !== undefined).length === 1,
  },
);

export type Peer = z.output<typeof peer>;
export type EgressPeer = z.output<typeof egressPeer>;
