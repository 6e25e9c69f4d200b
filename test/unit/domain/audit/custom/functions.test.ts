import test from 'ava';
import { FUNCTIONS } from '../../../../../src/domain/audit/custom/functions/index.ts';
import { failure, problem, run } from './expression.ts';

for (const { signature, example, does } of FUNCTIONS)
  test(`${signature}: ${example}`, (t) => {
    t.is(run(example), 'pass');
    t.regex(does, /^\S.*\.$/);
  });

test('every function is listed once, and its example is of it', (t) => {
  const signatures = FUNCTIONS.map(({ signature }) => signature);
  t.is(new Set(signatures).size, signatures.length);
  for (const { signature, example } of FUNCTIONS) {
    const name = /(\w+)\(/.exec(signature)?.[1] ?? '';
    t.true(example.includes(`${name}(`), signature);
  }
});

/** Each with what is true of it. */
const TRUE: readonly string[] = [
  // Texts.
  `'aXbXc'.split('X') == ['a', 'b', 'c'] && 'abc'.split('') == ['a', 'b', 'c'] && 'a'.split('', 0) == []`,
  `'a/b/c'.split('/', -1) == ['a', 'b', 'c'] && 'a/b/c'.split('/', 9) == ['a', 'b', 'c']`,
  `'aaa'.replace('a', 'b', 2) == 'bba' && 'aaa'.replace('a', 'b', 0) == 'aaa' && 'ab'.replace('', '-') == 'a-b'`,
  `'ÄBc'.lowerAscii() == 'Äbc' && 'äbC'.upperAscii() == 'äBC'`,
  `'abc'.indexOf('x') == -1 && 'abc'.lastIndexOf('x') == -1 && 'abc'.indexOf('') == 0 && 'abc'.charAt(3) == ''`,
  `size('a\u{1F600}b') == 3 && size('') == 0 && size({'a': 1}) == 1 && size(b'ab') == 2 && [].size() == 0`,
  // Numbers.
  `quantity('0.1') == quantity('100m') && quantity('1e3') == quantity('1k') && quantity('1E3') == quantity('1k')`,
  `quantity('1E') == quantity('1e18') && quantity('+1.') == quantity('1') && quantity('.5') == quantity('500m')`,
  `quantity('-1.5').sign() == -1 && quantity('0').sign() == 0 && quantity('0.0000000001') == quantity('1n')`,
  `!isQuantity('') && !isQuantity('Ki') && !isQuantity('1K') && !isQuantity('1 ') && !isQuantity('1.2.3')`,
  `!isQuantity('1e') && !isQuantity('0x1') && !isQuantity('.') && !isQuantity('1Mm')`,
  `quantity('9223372036854775807').isInteger() && !quantity('9223372036854775808').isInteger()`,
  `quantity('1e2000000000').compareTo(quantity('1E')) == 1 && !quantity('1e2000000000').isInteger()`,
  // Addresses.
  `!isIP('010.0.0.1') && !isIP('10.1') && !isIP('::ffff:10.0.0.1') && !isIP('fe80::1%eth0') && !isIP('10.0.0.1/8')`,
  `!isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0/33') && isCIDR('::/0') && !isCIDR('::/129')`,
  `cidr('0.0.0.0/0').containsIP('255.255.255.255') && !cidr('0.0.0.0/0').containsIP('::1') && !cidr('::/0').containsIP('1.1.1.1')`,
  `cidr('10.0.0.0/8').containsCIDR('10.0.0.0/8') && !cidr('10.0.0.0/16').containsCIDR('10.0.0.0/8')`,
  `cidr('fd12:3456::1/20').masked() == cidr('fd12:3000::/20') && cidr('10.255.1.2/12').masked() == cidr('10.240.0.0/12')`,
  `ip('fd00::1') == ip('FD00:0::1') && ip('fd00::1') != ip('fd00::2') && ip('0.0.0.1') != ip('::1')`,
  `ip('0.0.0.0').isUnspecified() && !ip('0.0.0.1').isUnspecified() && ip('0.0.0.1').isGlobalUnicast()`,
  `!ip('127.0.0.1').isGlobalUnicast() && !ip('169.254.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()`,
  `ip('fd00::1').isGlobalUnicast() && !ip('ff02::1').isGlobalUnicast() && !ip('::').isGlobalUnicast()`,
  `ip('ff02::1').isLinkLocalMulticast() && !ip('ff05::1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast()`,
  // URLs.
  `url('https://a.b:8443/x').getPort() == '8443' && url('https://a.b/x').getPort() == '' && url('/x').getHost() == ''`,
  `url('https://user:pass@a.b:1/').getHost() == 'a.b:1' && url('https://[::1]/').getHost() == '[::1]'`,
  `url('HTTPS://a').getScheme() == 'https' && url('https://a').getEscapedPath() == '' && url('/a').getScheme() == ''`,
  `url('https://a/?x=1+2&y&x=%20').getQuery() == {'x': ['1 2', ' '], 'y': ['']} && url('https://a/?').getQuery() == {}`,
  `!isURL('https://a:b:c/') && !isURL('') && !isURL('a/b') && !isURL('https://a/%zz') && !isURL('https://a b/')`,
  // Versions.
  `semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('1.2.3+a') == semver('1.2.3+b')`,
  `!isSemver('1.2') && !isSemver(' 1.2.3') && !isSemver('1.2.3 ') && !isSemver('01.2.3') && !isSemver('=1.2.3')`,
  `isSemver('1', true) && isSemver('v01.02.03', true) && !isSemver('', true) && !isSemver('v', true)`,
  // Lists.
  `[].isSorted() && ![2, 1].isSorted() && ['a', 'b'].isSorted() && [].sum() == 0 && [1.5, 2.5].sum() == 4.0`,
  `[3, 1, 2].sort() == [1, 2, 3] && [].reverse() == [] && [[1], [1], [2]].distinct() == [[1], [2]]`,
  `[1, 2.0].indexOf(2) == 1 && [[1], [2]].indexOf([2]) == 1 && ['a'].indexOf('b') == -1`,
  `sets.contains([], []) && !sets.contains([1], [2]) && sets.equivalent([], []) && !sets.equivalent([1], [])`,
  `sets.contains([{'a': 1}], [{'a': 1}]) && sets.intersects([duration('1h')], [duration('60m')])`,
];

for (const expression of TRUE)
  test(expression, (t) => {
    t.is(run(expression), 'pass');
  });

test('functions refuse what is not for them, in words without values', (t) => {
  const words = (expression: string) => failure(expression, { a: 's3cret', list: ['s3cret', 1] });
  t.is(words(`quantity(object.a) == quantity('1')`), 'a text is no quantity');
  t.is(words(`quantity('1.5').asInteger() == 1`), 'a quantity is no whole number, or too large');
  t.is(words(`ip(object.a) == ip('10.0.0.1')`), 'a text is no IP address');
  t.is(words(`cidr(object.a).prefixLength() == 8`), 'a text is no CIDR block');
  t.is(words(`url(object.a).getHost() == ''`), 'a text is no URL');
  t.is(words(`semver(object.a).major() == 1n || true == false`.replace('1n', '1')), 'a text is no version');
  t.is(words(`object.list.join() == ''`), 'a list of texts has an entry of another type');
  t.is(failure(`object.list.join() == ''`, { list: [1, 'a'] }), 'a list of texts has an entry of another type');
  t.is(words(`object.list.sum() == 1`), 'what is summed up is not all numbers of one type');
  t.is(words(`object.list.max() == 1`), 'what is put in an order is neither all numbers nor all texts');
  t.is(words(`[].max() == 1`), 'an empty list has neither a least nor a greatest entry');
  t.is(words(`object.a.charAt(9) == ''`), 'a text has no character at this index');
  t.is(words(`object.list.slice(1, 9) == []`), 'a list has no entry at this index');
  t.is(words(`size(object.list[1]) == 1`), 'what has no length is neither a text nor a list nor a map');
  t.is(words(`int(object.a) == 1`), 'a value is not what it should be');
  t.is(words(`'a'.matches(object.a + '(')`), 'a pattern is not one of RE2, or too long');
});

test('a name has the types of its functions, whoever made them', (t) => {
  t.is(run(`object.a.indexOf('b') == 1 && object.b.indexOf('b') == 1`, { a: 'ab', b: ['a', 'b'] }), 'pass');
  t.is(run(`string(object.a) == '1' && string(ip('10.0.0.1')) == '10.0.0.1'`, { a: 1 }), 'pass');
  t.is(problem(`'a'.indexOf(1) == 1`), "found no matching overload for 'string.indexOf(int)' at character 1");
  t.is(problem(`isIP(cidr('10.0.0.0/8'))`), "found no matching overload for 'isIP(net.CIDR)' at character 1");
});
