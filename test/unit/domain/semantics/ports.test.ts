import test from 'ava';
import type { ContainerPort } from '../../../../src/api/kube.ts';
import {
  ALL_PORTS,
  hasAllPorts,
  hasPort,
  NO_PORTS,
  portsText,
  readPorts,
  resolve,
} from '../../../../src/domain/semantics/ports.ts';

const valid: [title: string, ports: unknown, text: string][] = [
  ['absent', undefined, 'all ports'],
  ['null', null, 'all ports'],
  ['empty', [], 'all ports'],
  ['without a protocol', [{ port: 80 }], 'TCP 80'],
  ['protocol alone', [{ protocol: 'UDP' }], 'all UDP ports'],
  ['nothing in it', [{}], 'all TCP ports'],
  ['null in it', [null], 'all TCP ports'],
  ['range', [{ port: 80, endPort: 90 }], 'TCP 80-90'],
  ['range of one', [{ port: 80, endPort: 80 }], 'TCP 80'],
  ['whole range', [{ port: 1, endPort: 65535 }], 'all TCP ports'],
  ['every protocol', [{ protocol: 'SCTP' }, { protocol: 'UDP' }, {}], 'all ports'],
  ['neighbours', [{ port: 81 }, { port: 80 }, { protocol: 'UDP', port: 82 }], 'TCP 80-81, UDP 82'],
  ['name', [{ port: 'http' }, { protocol: 'UDP', port: 'dns' }], 'TCP http, UDP dns'],
  [
    'many',
    Array.from({ length: 20 }, (_, index) => ({ port: 1 + 2 * index })),
    'TCP 1, TCP 3, TCP 5, TCP 7, TCP 9, TCP 11, TCP 13, TCP 15 and 12 more',
  ],
];

for (const [title, ports, text] of valid) {
  test(`ports: ${title} is ${text}`, (t) => {
    t.is(portsText(readPorts(ports, 'narrowest')), text);
    t.deepEqual(readPorts(ports, 'widest'), readPorts(ports, 'narrowest'));
  });
}

const unreadable: [title: string, ports: unknown][] = [
  ['no list', { port: 80 }],
  ['entry of another type', ['80']],
  ['unknown protocol', [{ protocol: 'ICMP', port: 80 }]],
  ['port 0', [{ port: 0 }]],
  ['port too high', [{ port: 65_536 }]],
  ['fraction', [{ port: 80.5 }]],
  ['number as a name', [{ port: '80' }]],
  ['port of another type', [{ port: [80] }]],
  ['range that runs backwards', [{ port: 80, endPort: 79 }]],
  ['range of a name', [{ port: 'http', endPort: 90 }]],
  ['range without a beginning', [{ endPort: 90 }]],
  ['range too long', [{ port: 80, endPort: 65_536 }]],
];

for (const [title, ports] of unreadable) {
  test(`ports: ${title} is everything at the widest and nothing at the narrowest`, (t) => {
    t.deepEqual(readPorts(ports, 'widest'), ALL_PORTS);
    t.deepEqual(readPorts(ports, 'narrowest'), NO_PORTS);
  });
}

const containers: ContainerPort[] = [
  { name: 'http', containerPort: 8080 },
  { name: 'http', containerPort: 8081 },
  { name: 'http', containerPort: 53, protocol: 'UDP' },
  { name: 'bad', containerPort: 0 },
];

test('a name is resolved by name and protocol', (t) => {
  t.is(portsText(resolve(readPorts([{ port: 'http' }], 'widest'), containers)), 'TCP 8080-8081');
  t.is(portsText(resolve(readPorts([{ port: 'http', protocol: 'UDP' }], 'widest'), containers)), 'UDP 53');
});

test('a name that the pod does not have permits nothing', (t) => {
  for (const port of ['none', 'bad']) t.deepEqual(resolve(readPorts([{ port }], 'widest'), containers), NO_PORTS);
});

test('ports are found by protocol', (t) => {
  const { ranges } = readPorts([{ port: 80, endPort: 90 }, { protocol: 'UDP' }], 'widest');
  t.true(hasPort(ranges, 'TCP', 80) && hasPort(ranges, 'TCP', 90) && hasPort(ranges, 'UDP', 1));
  t.false(hasPort(ranges, 'TCP', 91) || hasPort(ranges, 'TCP', 79) || hasPort(ranges, 'SCTP', 80));
  t.true(hasAllPorts(ranges, 'UDP'));
  t.false(hasAllPorts(ranges, 'TCP'));
});
