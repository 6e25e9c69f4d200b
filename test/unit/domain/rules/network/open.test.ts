import test from 'ava';
import type { KubeObject, NetworkPolicySpec } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { app, DENY_ALL, deployment, lettingIn, policy } from './objects.ts';

type Opening = 'open-to-world' | 'open-broadly' | 'open-to-public' | 'open-in-union';
const OPENINGS: readonly Opening[] = ['open-to-world', 'open-broadly', 'open-to-public', 'open-in-union'];

/** `rule path: message` of what is found of one sort, or of all. */
const found = (objects: readonly KubeObject[], ids: readonly string[] = OPENINGS): string[] =>
  ids.flatMap((id) =>
    judge(`network/${id}`, { objects }).map(
      ({ object: { name }, path, message }) => `${id} ${name} ${path}: ${message}`,
    ),
  );

const web = deployment('web');
const of = (spec: NetworkPolicySpec, pods: readonly KubeObject[] = [web]): string[] =>
  found([...pods, policy('in', spec)]);

test('the fault of the article: copied from development, for everyone', (t) => {
  const spec = {
    podSelector: app('web'),
    ingress: [
      {
        from: [
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } },
          { ipBlock: { cidr: '0.0.0.0/0' } },
        ],
        ports: [{ protocol: 'TCP' as const, port: 8080 }],
      },
    ],
  };
  t.deepEqual(of(spec), [
    'open-to-world in spec.ingress[0].from[1]: Opens TCP 8080 to the world: 0.0.0.0/0. It applies to Deployment "web".',
  ]);
});

test('a rule that others take for a good example: both types, labels, and the world at one port', (t) => {
  const everyone = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
  const spec: NetworkPolicySpec = {
    podSelector: app('web'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: everyone, ports: [{ protocol: 'TCP', port: 8080 }] }],
    egress: [{ to: everyone, ports: [{ protocol: 'TCP', port: 443 }] }],
  };
  t.is(of(spec).length, 1);
});

test('nothing is found in a default that denies', (t) => {
  const ids = [...OPENINGS, 'not-isolated', 'egress-not-isolated', 'policy-selects-nothing', 'metadata-egress'];
  t.deepEqual(found([web, DENY_ALL], ids), []);
  t.deepEqual(found([DENY_ALL], ids), []);
});

const block = (cidr: string, ...except: readonly string[]) => ({ ipBlock: { cidr, except } });

const worlds: readonly [title: string, spec: NetworkPolicySpec, path: string | undefined][] = [
  ['a rule without peers', { ingress: [{}] }, 'spec.ingress[0]'],
  ['a rule with an empty list of peers', { ingress: [{ from: [] }] }, 'spec.ingress[0]'],
  ['halves', { ingress: [{ from: [block('0.0.0.0/1'), block('128.0.0.0/1')] }] }, 'spec.ingress[0].from[0]'],
  ['the upper half', { ingress: [{ from: [block('128.0.0.0/1')] }] }, 'spec.ingress[0].from[0]'],
  ['all of IPv6', { ingress: [{ from: [block('10.0.0.0/8'), block('::/0')] }] }, 'spec.ingress[0].from[1]'],
  ['all of IPv4, as IPv6 maps it', { ingress: [{ from: [block('::ffff:0:0/96')] }] }, 'spec.ingress[0].from[0]'],
  ['host bits', { ingress: [{ from: [block('1.2.3.4/0')] }] }, 'spec.ingress[0].from[0]'],
  [
    'exceptions of private blocks',
    { ingress: [{ from: [block('0.0.0.0/0', '10.0.0.0/8')] }] },
    'spec.ingress[0].from[0]',
  ],
  [
    'exceptions that cover it all',
    { ingress: [{ from: [block('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1')] }] },
    undefined,
  ],
  [
    'eighths of one rule',
    { ingress: [{ from: [0, 32, 64].map((first) => block(`${first}.0.0.0/3`)) }] },
    'spec.ingress[0]',
  ],
  [
    'eighths of several rules',
    { ingress: [0, 32].map((first) => ({ from: [block(`${first}.0.0.0/3`)] })) },
    'spec.ingress',
  ],
  ['ingress that does not count', { policyTypes: ['Egress'], ingress: [{}] }, undefined],
  ['ingress by default', { egress: [], ingress: [{}] }, 'spec.ingress[0]'],
  ['no rules', { policyTypes: ['Ingress'] }, undefined],
  ['all namespaces', { ingress: [{ from: [{ namespaceSelector: {} }] }] }, undefined],
  ['a block that cannot be read', { ingress: [{ from: [block('10.0.0.0')] }] }, 'spec.ingress[0].from[0]'],
  ['an exception that cannot be read', { ingress: [{ from: [block('10.0.0.0/8', 'x')] }] }, 'spec.ingress[0].from[0]'],
];

for (const [title, spec, path] of worlds)
  test(`${title}: ${path ?? 'not the world'}`, (t) => {
    const paths = judge('network/open-to-world', { objects: [web, policy('in', spec)] }).map((one) => one.path);
    t.deepEqual(paths, path === undefined ? [] : [path]);
  });

const open = { from: [block('0.0.0.0/0')] };

const ports: readonly [title: string, given: NetworkPolicySpec['ingress'], told: string | undefined][] = [
  ['all', [open], 'all ports'],
  ['all of one protocol', [{ ...open, ports: [{ protocol: 'UDP' }] }], 'all UDP ports'],
  ['a range', [{ ...open, ports: [{ port: 8000, endPort: 9000 }] }], 'TCP 8000-9000'],
  ['a name that the pods have', [{ ...open, ports: [{ port: 'http' }] }], 'TCP http'],
  ['a name that they have, of another protocol', [{ ...open, ports: [{ port: 'http', protocol: 'UDP' }] }], undefined],
  ['a name that they do not have', [{ ...open, ports: [{ port: 'metrics' }] }], undefined],
  ['one name of two', [{ ...open, ports: [{ port: 'metrics' }, { port: 'http' }] }], 'TCP http'],
];

for (const [title, given, told] of ports)
  test(`ports: ${title}`, (t) => {
    const messages = of({ ingress: given ?? [] });
    t.is(messages.length, told === undefined ? 0 : 1);
    if (told !== undefined) t.true(messages[0]?.includes(`Opens ${told} to the world`), messages[0]);
  });

test('a policy that applies to no pods now is found, with names that none has', (t) => {
  t.deepEqual(found([lettingIn('in', ['0.0.0.0/0'], 'http')]), [
    'open-to-world in spec.ingress[0].from[0]: Opens TCP http to the world: 0.0.0.0/0. It applies to no pods now, and to any that match from then on.',
  ]);
  t.is(found([deployment('web', { hostNetwork: true }), lettingIn('in', ['0.0.0.0/0'])]).length, 1);
});

test('each rule is told once, as what all of its peers are', (t) => {
  const offices = ['8.8.8.8/32', '10.1.0.0/16', '9.9.9.9/32'];
  t.deepEqual(found([web, lettingIn('in', offices)]), [
    'open-to-public in spec.ingress[0].from[0]: Opens TCP 8080 to public addresses: 8.8.8.8/32, 9.9.9.9/32. It applies to Deployment "web".',
  ]);
  t.deepEqual(found([web, lettingIn('in', ['52.0.0.0/9', '52.128.0.0/9'])]), [
    'open-broadly in spec.ingress[0]: Opens TCP 8080 to very many public addresses: 52.0.0.0/8. It applies to Deployment "web".',
  ]);
});

test('rules are counted together at the ports that they share', (t) => {
  const rule = (cidr: string, first: number, last: number) => ({
    from: [block(cidr)],
    ports: [{ port: first, endPort: last }],
  });
  const messages = of({
    ingress: [rule('0.0.0.0/3', 80, 443), rule('32.0.0.0/3', 443, 500), rule('64.0.0.0/8', 1, 9)],
  });
  t.deepEqual(
    messages.filter((message) => message.startsWith('open-to-world')),
    [
      'open-to-world in spec.ingress: Opens TCP 443 to the world by several rules together (spec.ingress[0]; spec.ingress[1]): 0.0.0.0/2. It applies to Deployment "web".',
    ],
  );
});

test('a name and the number that it stands for are the same port', (t) => {
  const spec = (port: string | number) => ({
    ingress: [
      { from: [block('0.0.0.0/3')], ports: [{ port: 'http' }] },
      { from: [block('32.0.0.0/3')], ports: [{ port }] },
    ],
  });
  const isWorld = (port: string | number, pods: readonly KubeObject[]) =>
    of(spec(port), pods).some((message) => message.startsWith('open-to-world'));
  t.true(isWorld(8080, [web]));
  t.false(isWorld(8081, [web]));
  t.true(isWorld('http', []));
  t.false(isWorld('metrics', []));
});

test('of a hostile policy not everything is told', (t) => {
  const many = (length: number) => of({ ingress: Array.from({ length }, () => ({ from: [block('8.8.8.8/32')] })) });
  const messages = many(23);
  t.is(messages.length, 20);
  t.true(messages.at(-1)?.includes('So do 3 more of its rules.'));
  t.false(messages.at(-2)?.includes('more of its rules'));
  t.is(many(20).filter((message) => message.includes('more of its rules')).length, 0);
});

test('a policy that is too large to be read may be for everyone', (t) => {
  const ipBlocks = (length: number) => Array.from({ length }, () => block('10.0.0.0/8'));
  const excepted = { ipBlock: { cidr: '10.0.0.0/8', except: Array.from({ length: 10_001 }, () => '10.0.0.0/9') } };
  t.deepEqual(of({ ingress: [{ from: ipBlocks(9000) }] }), []);
  for (const spec of [
    { ingress: [{ from: ipBlocks(10_001) }] },
    { ingress: [{ from: [excepted] }] },
    { ingress: Array.from({ length: 10_001 }, () => ({ from: [block('10.0.0.0/8')] })) },
    { ingress: [{ from: ipBlocks(1), ports: Array.from({ length: 10_001 }, () => ({ port: 80 })) }] },
  ])
    t.deepEqual(of(spec), [
      'open-to-world in spec.ingress: Opens all ports to the world: what cannot be read at spec.ingress, and may be anyone. It applies to Deployment "web".',
    ]);
  t.deepEqual(of({ policyTypes: ['Egress'], ingress: [{ from: ipBlocks(10_001) }] }), []);
});

test('several policies together', (t) => {
  const first = lettingIn('first', ['0.0.0.0/3']);
  const second = lettingIn('second', ['32.0.0.0/3']);
  const inUnion = (...objects: KubeObject[]) => found(objects, ['open-in-union']);
  t.deepEqual(inUnion(web, second, first), [
    'open-in-union first spec.ingress: Opens TCP 8080 to the world together with "second", though none of them does alone. It applies to Deployment "web".',
  ]);
  const elsewhere = policy('second', { podSelector: app('db'), ingress: [{ from: [block('32.0.0.0/3')] }] });
  t.deepEqual(inUnion(web, deployment('db'), first, elsewhere), []);
  t.deepEqual(inUnion(first, second), [], 'no pods');
  t.deepEqual(inUnion(deployment('web', { hostNetwork: true }), first, second), []);
  t.deepEqual(inUnion(web, lettingIn('all', ['0.0.0.0/0']), first), [], 'one of them alone');
  t.deepEqual(
    inUnion(web, lettingIn('both', ['0.0.0.0/3', '32.0.0.0/3']), first),
    [],
    'one of them alone, by two rules',
  );
  t.is(inUnion(web, lettingIn('all', ['0.0.0.0/0']), first, second).length, 1, 'without the one that does alone');
  t.is(inUnion(web, first, lettingIn('named', ['32.0.0.0/3'], 'http')).length, 1);
});

test('the same policies are told once, for all of the pods that they apply to', (t) => {
  const all = (name: string, cidr: string) => policy(name, { ingress: [{ from: [block(cidr)] }] });
  const more = policy('more', { podSelector: app('db'), ingress: [{ from: [block('64.0.0.0/8')] }] });
  const objects = [web, deployment('db'), all('a', '0.0.0.0/3'), all('b', '32.0.0.0/3'), more];
  const messages = found(objects, ['open-in-union']);
  t.deepEqual(
    messages.map((message) => message.slice(message.indexOf('together'))),
    [
      'together with "b", though none of them does alone. It applies to Deployment "web".',
      'together with "b"; "more", though none of them does alone. It applies to Deployment "db".',
    ],
  );
  const same = found(objects.slice(0, -1), ['open-in-union']);
  t.is(same.length, 1);
  t.true(same[0]?.endsWith('It applies to Deployment "db"; Deployment "web".'));
});

test('policies that do it beside others for some of the pods are told once', (t) => {
  const all = (name: string, cidr: string) => policy(name, { ingress: [{ from: [block(cidr)] }] });
  const more = policy('more', {
    podSelector: app('db'),
    ingress: [{ from: [block('64.0.0.0/8')], ports: [{ port: 9 }] }],
  });
  const objects = [web, deployment('db'), all('a', '0.0.0.0/3'), all('b', '32.0.0.0/3'), more];
  t.deepEqual(
    found(objects, ['open-in-union']).map((message) => message.slice(message.indexOf('Opens'))),
    [
      'Opens all ports to the world together with "b", though none of them does alone. It applies to Deployment "db"; Deployment "web".',
      'Opens TCP 9 to the world together with "b"; "more", though none of them does alone. It applies to Deployment "db".',
    ],
  );
});

test('who is let in is told as it is written, or why it is everyone', (t) => {
  const whom = (...from: Parameters<typeof block>[]) =>
    of({ ingress: [{ from: from.map((one) => block(...one)) }] })[0]
      ?.split(' the world: ')[1]
      ?.split('. ')[0];
  t.is(whom(), 'everyone, since it names no peers');
  t.is(whom(['0.0.0.0/0'], ['::/0']), '0.0.0.0/0, ::/0');
  t.is(whom(['10.0.0.0'], ['::/0']), 'what cannot be read at spec.ingress[0].from[0], and may be anyone');
});

test('the order of objects changes nothing', (t) => {
  const objects = [
    ...['a', 'b', 'c', 'd'].map((name) => deployment(name, {}, { labels: {} })),
    policy('x', { ingress: [{ from: [block('0.0.0.0/3')] }] }),
    policy('y', { ingress: [{ from: [block('32.0.0.0/3')] }] }),
  ];
  t.deepEqual(found(objects), found(objects.toReversed()));
});

test('other namespaces do not matter', (t) => {
  const elsewhere = { ...web, metadata: { ...web.metadata, namespace: 'other' } };
  t.deepEqual(found([elsewhere, object(['v1', 'Namespace', 'x'], {}, { namespace: undefined })]), []);
  const [message] = found([elsewhere, lettingIn('in', ['0.0.0.0/0'])]);
  t.true(message?.includes('no pods now'));
});
