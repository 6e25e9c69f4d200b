import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { readResource } from '../../../../../src/domain/audit/read/resource.ts';
import { FLUX } from '../../../../../src/domain/rules/flux/index.ts';
import { judge } from '../judge.ts';
import { flux } from './objects.ts';

const found = (rule: string, kind: string, spec: object, metadata = {}): string[] =>
  judge(`flux/${rule}`, { objects: [flux(kind, spec, metadata)] }).map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );

const chart = (spec: object) => ({ chart: { spec } });

test('a verification must be one', (t) => {
  const verified = (kind: string, spec: object) => found('unverified-source', kind, spec).length === 0;
  const key = { secretRef: { name: 'keys' } };
  t.true(verified('GitRepository', { verify: key }));
  t.true(verified('GitRepository', { verify: { mode: 'TagAndHEAD', ...key } }));
  t.deepEqual(found('unverified-source', 'GitRepository', { verify: { mode: 'none', ...key } }), [
    'medium spec.verify.mode: Signatures are verified in the mode "none", which is none.',
  ]);
  t.false(verified('GitRepository', { verify: null }));
  t.false(verified('OCIRepository', {}));
  t.true(verified('OCIRepository', { verify: { provider: 'notation', ...key } }));
  t.true(
    verified('OCIRepository', { verify: { provider: 'cosign', matchOIDCIdentity: [{ issuer: 'i', subject: 's' }] } }),
  );
  t.deepEqual(found('unverified-source', 'OCIRepository', { verify: { provider: 'cosign' } }), [
    'medium spec.verify: A signature is asked for, and anybody may have signed: there is neither a key nor an identity.',
  ]);
  t.true(verified('Bucket', {}));
});

test('charts are verified where they come from', (t) => {
  const from = (kind: string) => ({ sourceRef: { kind, name: 'charts' } });
  t.deepEqual(found('unverified-source', 'HelmRelease', chart(from('HelmRepository'))), [
    'low spec.chart.spec.verify: No signature of the chart is verified.',
  ]);
  t.deepEqual(
    found('unverified-source', 'HelmRelease', chart({ ...from('HelmRepository'), verify: { provider: 'cosign' } })),
    [],
  );
  t.deepEqual(found('unverified-source', 'HelmRelease', chart(from('GitRepository'))), []);
  t.deepEqual(found('unverified-source', 'HelmRelease', { chartRef: { kind: 'OCIRepository', name: 'c' } }), []);
  t.deepEqual(
    found('unverified-source', 'HelmRelease', { chart: { kind: 'OCIRepository', spec: { url: 'oci://x' } } }),
    [],
  );
  t.is(found('unverified-source', 'HelmChart', from('HelmRepository')).length, 1);
  const labels = { 'helm.toolkit.fluxcd.io/name': 'shop', 'helm.toolkit.fluxcd.io/namespace': 'shop' };
  t.deepEqual(found('unverified-source', 'HelmChart', from('HelmRepository'), { labels }), []);
});

test('on another cluster, it is the kubeconfig that says who applies', (t) => {
  const kubeConfig = { secretRef: { name: 'far' } };
  t.deepEqual(found('no-service-account', 'HelmRelease', { kubeConfig }), []);
  t.is(found('no-service-account', 'HelmRelease', { serviceAccountName: '' }).length, 1);
  t.is(found('no-service-account', 'HelmRelease', { kubeConfig: null }).length, 1);
});

test('references to other namespaces, wherever they stand', (t) => {
  const other = { kind: 'HelmRepository', name: 'charts', namespace: 'flux-system' };
  t.deepEqual(found('cross-namespace-reference', 'HelmRelease', chart({ sourceRef: other })), [
    'medium spec.chart.spec.sourceRef.namespace: Takes the HelmRepository "charts" of the namespace "flux-system".',
  ]);
  t.is(found('cross-namespace-reference', 'HelmRelease', { chartRef: other }).length, 1);
  t.is(
    found('cross-namespace-reference', 'Kustomization', { sourceRef: { kind: 'GitRepository', name: 'x' } }).length,
    0,
  );
});

test('plain HTTP, and what is not looked at', (t) => {
  const severity = (url: string) => found('plain-http', 'GitRepository', { url })[0]?.split(' ')[0];
  t.is(severity('HTTP://git.example.org/a'), 'high');
  t.is(severity('http://git.shop.svc.cluster.local/a'), 'medium');
  t.is(severity('http://git/a'), 'medium');
  t.is(severity('ssh://git@git.example.org/a'), undefined);
  t.deepEqual(found('plain-http', 'HelmRepository', { url: 'http://user:s3cret@charts.example.org/?token=s3cret' }), [
    'high spec.url: Is fetched from "charts.example.org" by HTTP, without TLS.',
  ]);
  t.is(found('plain-http', 'Bucket', { insecure: true }).length, 1);
  t.is(found('plain-http', 'OCIRepository', { insecure: true }).length, 1);
  t.is(found('plain-http', 'HelmRepository', { url: 'oci://x', type: 'oci', insecure: true }).length, 1);
  t.is(found('plain-http', 'HelmRepository', { url: 'https://x', insecure: true }).length, 0);
});

test('what moves, in the order in which Flux looks', (t) => {
  const git = (ref: object) => found('mutable-reference', 'GitRepository', { ref })[0];
  t.is(git({}), 'low spec.ref.branch: Follows the branch "master".');
  t.is(git({ branch: 'main', commit: 'abc' }), undefined);
  t.is(git({ tag: 'v1', semver: '>=1.0.0' }), 'low spec.ref.semver: Follows the versions ">=1.0.0".');
  t.is(git({ name: 'refs/heads/main', tag: 'v1' }), 'low spec.ref.name: Follows the Git reference "refs/heads/main".');
  t.is(git({ name: 'refs/tags/v1' }), undefined);
  const oci = (ref: object) => found('mutable-reference', 'OCIRepository', { ref })[0];
  t.is(oci({}), 'low spec.ref.tag: Follows the tag "latest".');
  t.is(oci({ tag: '1.2.3' }), undefined);
  t.is(oci({ tag: 'latest', digest: 'sha256:0' }), undefined);
  t.is(oci({ tag: '1', semver: '1.x' }), 'low spec.ref.semver: Follows the versions "1.x".');
  const release = (spec: object) => found('mutable-reference', 'HelmRelease', chart(spec))[0];
  t.is(release({}), 'low spec.chart.spec.version: Follows the chart versions "*".');
  t.is(release({ version: '>=1.0.0' }), 'low spec.chart.spec.version: Follows the chart versions ">=1.0.0".');
  t.is(release({ version: '1.2.3' }), undefined);
  t.is(release({ sourceRef: { kind: 'GitRepository' } }), undefined);
});

test('drift that is told and left is a finding, too', (t) => {
  t.deepEqual(found('no-drift-detection', 'HelmRelease', { driftDetection: { mode: 'warn' } }), [
    'low spec.driftDetection.mode: Changes of its objects are told, and left.',
  ]);
});

test('kinds of the same names in other groups are none of Flux', (t) => {
  for (const { id } of FLUX)
    for (const [apiVersion, kind] of [
      ['helm.cattle.io/v1', 'HelmChart'],
      ['s3.aws.upbound.io/v1beta1', 'Bucket'],
      ['source.toolkit.fluxcd.io.example.org/v1', 'GitRepository'],
      ['kustomize.config.k8s.io/v1', 'Kustomization'],
    ] as const) {
      const raw = { apiVersion, kind, metadata: { namespace: 'shop', name: 'x' }, spec: { suspend: true } };
      t.deepEqual(judge(id, { objects: [raw] }), [], id);
    }
});

test('nothing that may be secret is kept', (t) => {
  const secret = 's3cr3t';
  const raw = flux('HelmRelease', {
    url: `https://user:${secret}@host/path?token=${secret}#${secret}`,
    values: { password: secret },
    valuesFrom: [{ kind: 'Secret', name: secret }],
    postBuild: { substitute: { a: secret } },
    chart: { spec: { values: secret, version: '1' } },
    verify: { matchOIDCIdentity: [{ issuer: secret }] },
    ref: [secret],
  });
  const kept = readResource(raw);
  t.false(JSON.stringify(kept).includes(secret));
  t.is(kept.spec['url'], 'https://host');
});

test('of a URL, only what is its host for certain is kept', (t) => {
  const kept = (url: string) => readResource(flux('GitRepository', { url })).spec['url'];
  t.is(kept('https://user:p@ss@host:8080/a'), 'https://host:8080');
  t.is(kept('http://[::1]:80/a'), 'http://[::1]:80');
  t.is(kept('https://user:pass/word@host'), 'https://');
  t.is(kept('https://user:123/4@host'), 'https://');
  t.is(kept('https://user:pass'), 'https://');
  t.is(kept('https://s3cret\\@host'), 'https://');
  t.is(kept('//user:pass@host'), undefined);
  t.is(kept('user:pass@host:path'), undefined);
  t.deepEqual(found('plain-http', 'GitRepository', { url: 'http://user:pass/word@host' }), [
    'high spec.url: Is fetched by HTTP, without TLS.',
  ]);
});

test('nothing that a resource holds makes it throw', (t) => {
  const field = fc.constantFrom('url', 'ref', 'verify', 'chart', 'spec', 'sourceRef', 'kind', 'version', '__proto__');
  const { spec } = fc.letrec((tie) => ({
    spec: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(field, tie('spec'))),
  }));
  const kinds = fc.constantFrom('GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'HelmRelease');
  fc.assert(
    fc.property(kinds, spec, (kind, any) => {
      const objects: KubeObject[] = [flux(kind, any as object)];
      for (const { id } of FLUX) for (const { message } of judge(id, { objects })) t.true(message.length <= 256);
    }),
    { numRuns: 200 },
  );
  t.pass();
});
