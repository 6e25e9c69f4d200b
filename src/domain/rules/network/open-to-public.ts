import { openRule } from './open-rule.ts';

export const openToPublic = openRule({
  id: 'network/open-to-public',
  title: 'NetworkPolicy lets in public addresses',
  severity: 'low',
  exposure: 'public',
  whom: 'public addresses',
  why: 'Public addresses change hands, and whoever has one of those that are let in reaches the pods. Found where a rule of a policy lets in any address that is public, and fewer than count as very many or as the world. Those of IPv4 that are private, shared, link-local, for documentation, multicast or reserved are not public, nor are those of IPv6 outside 2000::/3. Selectors mean pods, and are not found.',
  remedy:
    'See that each block still belongs to whom it was meant for, and accept it by an exception that says so, with a day to look again.',
});
