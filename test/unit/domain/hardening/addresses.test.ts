import test from 'ava';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { namedBlock, singleAddress } from '../../../../src/domain/hardening/addresses.ts';

const SINGLE: readonly (readonly [string, string | undefined])[] = [
  ['140.82.121.4', '140.82.121.4/32'],
  ['192.168.0.7', '192.168.0.7/32'],
  ['100.64.0.1', '100.64.0.1/32'],
  ['2001:DB8:0:0::1', '2001:db8::1/128'],
  ['fd12::1', 'fd12::1/128'],
  ['::ffff:192.168.0.7', '192.168.0.7/32'],
  ['64:ff9b::8c52:7904', '64:ff9b::8c52:7904/128'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['169.254.169.254', undefined],
  ['::ffff:169.254.169.254', undefined],
  ['64:ff9b::a9fe:a9fe', undefined],
  ['64:ff9b::7f00:1', undefined],
  ['fd00:ec2::254', undefined],
  ['FD00:0EC2::0254', undefined],
  ['fe80::1', undefined],
  ['fe80::1%eth0', undefined],
  ['0.0.0.0', undefined],
  ['0.1.2.3', undefined],
  ['::', undefined],
  ['224.0.0.1', undefined],
  ['ff02::1', undefined],
  ['255.255.255.255', undefined],
  ['010.1.1.1', undefined],
  ['10.1', undefined],
  ['0x7f000001', undefined],
  ['10.0.0.1/8', undefined],
  ['git.example.com', undefined],
  ['', undefined],
];

for (const [address, cidr] of SINGLE) {
  test(`single address ${address}: ${cidr ?? 'none'}`, (t) => {
    t.deepEqual(singleAddress(address), cidr === undefined ? undefined : { cidr });
  });
}

const V4 = '169.254.169.254/32';
const V6 = 'fd00:ec2::254/128';

const NAMED: readonly (readonly [string, object | undefined])[] = [
  ['10.0.0.0/8', { cidr: '10.0.0.0/8' }],
  ['0.0.0.0/0', { cidr: '0.0.0.0/0', except: [V4] }],
  ['169.254.0.0/16', { cidr: '169.254.0.0/16', except: [V4] }],
  ['169.254.169.254/31', { cidr: '169.254.169.254/31', except: [V4] }],
  [V4, { cidr: V4 }],
  ['::/0', { cidr: '::/0', except: [V6] }],
  ['FD00::/8', { cidr: 'fd00::/8', except: [V6] }],
  [V6, { cidr: V6 }],
  ['2001:DB8:0::/48', { cidr: '2001:db8::/48' }],
  ['127.0.0.0/8', { cidr: '127.0.0.0/8' }],
  ['10.0.0.1/8', undefined],
  ['2001:db8::1/64', undefined],
  ['::ffff:0:0/96', undefined],
  ['::ffff:169.254.169.254/128', undefined],
  ['10.0.0.0', undefined],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0/08', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0/8', undefined],
  ['fe80::%eth0/64', undefined],
  ['everyone', undefined],
  ['', undefined],
];

for (const [cidr, block] of NAMED) {
  test(`named block ${cidr}: ${block === undefined ? 'none' : JSON.stringify(block)}`, (t) => {
    t.deepEqual(namedBlock(cidr), block);
  });
}

test('a named block is never wider than what was named, and keeps its spelling when read again', (t) => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(32), (address, bits) => {
      const network = ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString();
      const block = namedBlock(`${network}/${bits}`);
      t.is(block?.cidr, `${network}/${bits}`);
      t.is(namedBlock(`${address}/${bits}`) === undefined, address !== network);
    }),
  );
});
