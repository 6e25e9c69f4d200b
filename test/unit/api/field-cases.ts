import type { z } from 'zod';
import { cidr, dnsLabel, hostName, portList } from '../../../src/api/fields.ts';
import { egressPeer, peer } from '../../../src/api/peer.ts';
import { labelSelector } from '../../../src/api/selector.ts';

/** Values that must be accepted and refused, by us and by the API server alike. */
export interface Case {
  readonly schema: z.ZodType;
  /** A spec that holds the value. */
  readonly inSpec: (value: unknown) => object;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const everything = { matchLabels: {} };
const ports = [443];
const requirement = (operator: string, values?: unknown) => ({ matchExpressions: [{ key: 'app', operator, values }] });

export const cases: Readonly<Record<string, Case>> = {
  'a DNS label': {
    schema: dnsLabel,
    inSpec: (namespace) => ({ argocd: { namespace } }),
    good: ['a', '0', 'argo-cd', 'a'.repeat(63)],
    bad: ['', 'A', '-a', 'a-', 'a.b', 'a\n', 'é', 'a'.repeat(64), 1, null, ['a']],
  },
  'a host name': {
    schema: hostName,
    inSpec: (host) => ({ network: { egress: { git: [{ host, ports }] } } }),
    good: ['gitea', 'git.example.com', '1password.com', 'a-b.c--d.x1', `${'a'.repeat(63)}.example`],
    bad: [
      '',
      '.',
      'a.',
      '.a',
      'a..b',
      'Git.example.com',
      'https://git.example.com',
      'git.example.com:443',
      'git/x',
      '*.example.com',
      'a_b.example',
      '-a.example',
      'a-.example',
      `${'a'.repeat(64)}.example`,
      'a b',
      'a\n',
      'ü.de',
      '10.0.0.1',
      '127.1',
      '010.1.1.1',
      '2130706433',
      '0x7f.1',
      '127.0.0.0x1',
      '::1',
      '[::1]',
      '1.2.3',
      'a.1',
      `${'a.'.repeat(126)}ab`,
    ],
  },
  'a CIDR': {
    schema: cidr,
    inSpec: (value) => ({ network: { ingress: [{ cidr: value }] } }),
    good: [
      '0.0.0.0/0',
      '10.0.0.0/8',
      '192.168.0.0/24',
      '10.1.2.3/32',
      '::/0',
      '2001:db8::/32',
      '2001:DB8::1/128',
      '2001:db8:0:0:0:0:0:0/64',
      'fe80::/10',
      '64:ff9b::10.0.0.0/104',
      '64:ff9b::10.0.0.1/128',
    ],
    bad: [
      '',
      '/',
      'x',
      '10.0.0.0',
      '::',
      '10.0.0.0/',
      '/8',
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/-1',
      '10.0.0.0/8/8',
      '10.0.0.1/8',
      '10.1.2.3/31',
      '0.0.0.1/0',
      '2001:db8::1/32',
      '::1/127',
      '64:ff9b::10.0.0.1/104',
      '010.0.0.0/8',
      '10.0.0.0/08',
      '10.0.0.0/+8',
      '10.0/16',
      '10/8',
      '0x0a000000/8',
      '167772160/8',
      '10.0.0.256/32',
      '::ffff:10.0.0.0/104',
      '::ffff:0a00:0/104',
      'fe80::%eth0/64',
      '00001::/16',
      '1::2::/32',
      ' 10.0.0.0/8',
      '10.0.0.0/8\n',
      '10.0.0.0 /8',
      'g::/16',
      `${'0'.repeat(40)}::/0`,
      8,
    ],
  },
  'a list of ports': {
    schema: portList,
    inSpec: (value) => ({ network: { dns: { ports: value } } }),
    good: [[1], [65535], [443, 22]],
    bad: [[], [0], [65536], [-1], [1.5], ['443'], [443, 443], [null], 443, Array.from({ length: 33 }, (_, i) => i + 1)],
  },
  'a label selector': {
    schema: labelSelector,
    inSpec: (podSelector) => ({ network: { metrics: [{ podSelector }] } }),
    good: [
      {},
      everything,
      { matchLabels: { app: '', 'a.b-c/D_e.f': 'A-1_b.C' } },
      { matchExpressions: [] },
      requirement('In', ['a']),
      requirement('NotIn', ['a', '']),
      requirement('Exists'),
      requirement('Exists', []),
      { matchLabels: { [`${'a.'.repeat(126)}a/b`]: 'c' } },
    ],
    bad: [
      requirement('In'),
      requirement('NotIn', []),
      requirement('Exists', ['a']),
      requirement('DoesNotExist', ['a']),
      requirement('in', ['a']),
      requirement('In', ['-a']),
      requirement('In', 'a'),
      { matchlabels: {} },
      null,
      [],
      ...[{ '': 'a' }, { 'a/': 'b' }, { '/a': 'b' }, { 'a/b/c': 'd' }, { 'A.b/c': 'd' }, { a: 'b c' }].map(labels),
      ...[{ a: 'é' }, { a: 1 }, { a: null }, { ['a'.repeat(64)]: '' }, { a: 'a'.repeat(64) }, { 'a ': 'b' }].map(
        labels,
      ),
      ...[`${'a'.repeat(254)}/b`, `${'a.'.repeat(127)}a/b`].map((key) => labels({ [key]: 'c' })),
      labels(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`a${i}`, '']))),
    ],
  },
  'a peer': {
    schema: peer,
    inSpec: (value) => ({ network: { ingress: [value] } }),
    good: [
      { cidr: '10.0.0.0/8' },
      { namespaceSelector: {} },
      { podSelector: everything },
      { namespaceSelector: {}, podSelector: {} },
    ],
    bad: [
      {},
      { cidr: '10.0.0.0/8', podSelector: {} },
      { cidr: '10.0.0.0/8', namespaceSelector: {} },
      { host: 'a' },
      null,
    ],
  },
  'an egress peer': {
    schema: egressPeer,
    inSpec: (value) => ({ network: { egress: { clusters: [value] } } }),
    good: [
      { cidr: '10.0.0.0/8', ports },
      { host: 'a', ports },
      { namespaceSelector: {}, podSelector: {}, ports },
    ],
    bad: [
      { ports },
      { host: 'a' },
      { host: 'a', ports: [] },
      { cidr: '10.0.0.0/8', host: 'a', ports },
      { host: 'a', podSelector: {}, ports },
      { cidr: '10.0.0.0/8', namespaceSelector: {}, ports },
    ],
  },
};

function labels(matchLabels: object) {
  return { matchLabels };
}
