import { openRule } from './open-rule.ts';

export const openBroadly = openRule({
  id: 'network/open-broadly',
  title: 'NetworkPolicy opens pods to very many public addresses',
  severity: 'medium',
  exposure: 'broad',
  whom: 'very many public addresses',
  why: 'A block of millions of public addresses belongs to a whole provider, and anyone can rent one of them by the hour. Found where a policy by itself, at any port, lets in 2^24 public addresses of IPv4 at least, or as many of IPv6 as a /16 has, and less than the quarter that counts as the world. Rules are counted together port by port; named ports are those that the pods have. Private and other special addresses do not count.',
  remedy: 'Let in only the addresses that are needed, each block as small as it can be.',
});
