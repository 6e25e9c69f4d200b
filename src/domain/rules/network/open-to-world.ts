import { openRule } from './open-rule.ts';

export const openToWorld = openRule({
  id: 'network/open-to-world',
  title: 'NetworkPolicy opens pods to the world',
  severity: 'high',
  exposure: 'world',
  whom: 'the world',
  why: 'Policies add up: one that lets in everybody undoes all the others, and it takes no more than a block copied from a development environment. Found where a policy by itself, at any port, lets in a quarter of the public addresses of IPv4 or IPv6 at least: by 0.0.0.0/0, by halves or many blocks, whatever exceptions are cut out of them as long as so much is left, by a rule without peers, and by a block that cannot be read. Rules are counted together port by port; named ports are those that the pods have. A policy that applies to no pods now is found, too: it will to the next. Not found: selectors, which mean pods; whether there is a way from outside to the pods; and whether a load balancer hides the addresses of clients behind those of nodes, where a block of nodes is as good as the world.',
  remedy:
    'Let in the pods that need it, by namespaceSelector and podSelector, such as those of the ingress controller; or the blocks of addresses that are known.',
});
