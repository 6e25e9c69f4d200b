import test, { type ExecutionContext } from 'ava';
import type { Call } from '../../../../src/engine/exchange.ts';
import type { Clock } from '../../../../src/engine/clock.ts';
import { ApiError } from '../../../../src/engine/errors.ts';
import { Mirror } from '../../../../src/engine/mirror.ts';
import type { KubeObject } from '../../../../src/engine/object.ts';
import type { Transport } from '../../../../src/engine/transport.ts';
import { createScanners } from '../../../../src/steps/scanners/index.ts';
import { recordingLog } from '../../../support/recording-log.ts';
import { until } from '../../../support/until.ts';
import { counts, object } from '../../domain/scanners/objects.ts';

const crd = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'CustomResourceDefinition', metadata: { name } });
const pathOf = ({ path }: Call): string => path.split('?')[0] ?? '';

/** Scanners on an API server that answers lists as it is told to, and whose watches say nothing. */
function start(t: ExecutionContext, answer: (call: Call) => unknown) {
  const calls: Call[] = [];
  const naps: { readonly ms: number; readonly wake: () => void }[] = [];
  const transport: Transport = {
    request: async (call) => {
      calls.push(call);
      return answer(call);
    },
    stream: async (_, __, signal, onOpen) => {
      onOpen?.();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  };
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        naps.push({ ms, wake: resolve });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  const end = new AbortController();
  t.teardown(() => end.abort());
  const mirror = new Mirror<KubeObject>();
  const scanners = createScanners({ transport, log: recordingLog(), clock, signal: end.signal, crds: { mirror } });
  const nap = async (): Promise<number> => {
    await until(() => naps.length > 0);
    const { ms, wake } = naps.shift() as (typeof naps)[0];
    wake();
    return ms;
  };
  return { calls, mirror, scanners, nap, naps };
}

const list = (...items: readonly unknown[]) => ({ metadata: { resourceVersion: '1' }, items });
const external = object('ExternalSecret', {}, { status: { conditions: [{ type: 'Ready', status: 'False' }] } });
const NOT_READY = [{ name: 'external-secrets', namespace: 'shop', ...counts(0, 0, 0, 0, 1) }];

test('nothing is read before a policy wants it, and nothing that is not there', async (t) => {
  const { calls, mirror, scanners } = start(t, () => list());
  mirror.put(crd('externalsecrets.external-secrets.io'));
  t.deepEqual(calls, []);
  scanners.want('argocd', true);
  await until(() => !scanners.isStarting());
  t.deepEqual(calls.map(pathOf), ['/apis/external-secrets.io/v1/externalsecrets']);
  mirror.put(crd('sealedsecrets.bitnami.com'));
  await until(() => calls.length === 2);
  scanners.want('other', true);
  scanners.want('argocd', false);
  t.is(scanners.reflectors().length, 2);
  mirror.remove('sealedsecrets.bitnami.com');
  t.is(scanners.reflectors().length, 1);
  scanners.want('other', false);
  t.is(scanners.reflectors().length, 0);
});

test('what ends is not summed up any more, and that is told', async (t) => {
  const { mirror, scanners } = start(t, () => list(external));
  mirror.put(crd('externalsecrets.external-secrets.io'));
  scanners.want('argocd', true);
  await until(() => !scanners.isStarting());
  t.deepEqual(scanners.summaries(), NOT_READY);
  let told = 0;
  scanners.onChange(() => (told += 1));
  mirror.remove('externalsecrets.external-secrets.io');
  t.is(told, 1);
  t.deepEqual(scanners.summaries(), []);
});

test('an old version is read where the new one is not served yet', async (t) => {
  let served = 'none';
  const { calls, mirror, scanners, nap } = start(t, ({ path }) => {
    if (path.includes(`/${served}/`)) return list(external);
    throw new ApiError(404, { message: 'not found' });
  });
  mirror.put(crd('externalsecrets.external-secrets.io'));
  scanners.want('argocd', true);
  await until(() => calls.length === 2);
  t.deepEqual(
    calls.map(({ path }) => path.split('/')[3]),
    ['v1', 'v1beta1'],
  );
  t.deepEqual(scanners.summaries(), []);
  served = 'v1beta1';
  t.is(await nap(), 1_000);
  await until(() => scanners.summaries().length > 0);
  t.deepEqual(scanners.summaries(), NOT_READY);
});

test('no version at all is asked for less and less often', async (t) => {
  const { calls, mirror, scanners, nap } = start(t, () => {
    throw new ApiError(404, { message: 'not found' });
  });
  mirror.put(crd('externalsecrets.external-secrets.io'));
  scanners.want('argocd', true);
  t.deepEqual([await nap(), await nap(), await nap()], [1_000, 2_000, 4_000]);
  await until(() => calls.length === 8);
  t.deepEqual(scanners.unreadable(), []);
});

test('what may not be read is told', async (t) => {
  const { mirror, scanners } = start(t, () => {
    throw new ApiError(403, { message: 'no' });
  });
  mirror.put(crd('vulnerabilityreports.aquasecurity.github.io'));
  mirror.put(crd('rules.kubescape.io'));
  scanners.want('argocd', true);
  await until(() => !scanners.isStarting());
  t.deepEqual(
    scanners.unreadable().map(({ resource }) => resource),
    [
      'configurationscansummaries.spdx.softwarecomposition.kubescape.io',
      'vulnerabilitymanifestsummaries.spdx.softwarecomposition.kubescape.io',
      'vulnerabilityreports.aquasecurity.github.io',
    ],
  );
});

test('Kubescape is asked for whole objects, page by page, and now and then', async (t) => {
  const summary = (name: string, critical: number) => ({ metadata: { name }, spec: { severities: { critical } } });
  let pages: readonly unknown[] = [
    { ...list(summary('shop', 1)), metadata: { continue: 'more' } },
    list(summary('bank', 2)),
  ];
  const { calls, mirror, scanners, nap, naps } = start(t, ({ path }) => {
    if (!path.includes('configurationscansummaries')) return list();
    return path.includes('continue=more') ? pages[1] : pages[0];
  });
  mirror.put(crd('rules.kubescape.io'));
  scanners.want('argocd', true);
  await until(() => naps.length === 2);
  t.deepEqual(
    scanners.summaries().map(({ namespace, critical }) => [namespace, critical]),
    [
      ['bank', 2],
      ['shop', 1],
    ],
  );
  t.true(calls.every(({ path }) => path.includes('resourceVersion=fullSpec')));
  t.is(calls.length, 3);
  t.is(scanners.reflectors().length, 0, 'nothing is watched that cannot be');
  pages = [list(summary('shop', 3))];
  const waits = [await nap(), await nap()];
  t.true(waits.every((ms) => ms >= 600_000 && ms <= 660_000));
  await until(() => naps.length === 2);
  t.deepEqual(
    scanners.summaries().map(({ namespace, critical }) => [namespace, critical]),
    [['shop', 3]],
  );
});

test('what Kubescape said stays while it cannot be asked', async (t) => {
  let works = true;
  const { mirror, scanners, nap, naps } = start(t, () => {
    if (!works) throw new ApiError(503, { message: 'no endpoints' });
    return list({ metadata: { name: 'shop' }, spec: { severities: { critical: 1 } } });
  });
  mirror.put(crd('rules.kubescape.io'));
  scanners.want('argocd', true);
  await until(() => naps.length === 2);
  works = false;
  await nap();
  await nap();
  await until(() => naps.length === 2);
  t.is(scanners.summaries()[0]?.critical, 1);
});

test('constraints of Gatekeeper are read, of whatever kinds there are', async (t) => {
  const { calls, mirror, scanners } = start(t, () =>
    list({ metadata: { name: 'a' }, status: { totalViolations: 1, violations: [{ namespace: 'shop' }] } }),
  );
  mirror.put(crd('k8sone.constraints.gatekeeper.sh'));
  mirror.put(crd('k8stwo.constraints.gatekeeper.sh'));
  scanners.want('argocd', true);
  await until(() => !scanners.isStarting());
  t.deepEqual(calls.map(pathOf).toSorted(), [
    '/apis/constraints.gatekeeper.sh/v1beta1/k8sone',
    '/apis/constraints.gatekeeper.sh/v1beta1/k8stwo',
  ]);
  t.deepEqual(scanners.summaries(), [{ name: 'gatekeeper', namespace: 'shop', ...counts(0, 0, 0, 0, 2) }]);
});

test('our own reports are not even asked for', async (t) => {
  const { calls, mirror, scanners } = start(t, () => list());
  mirror.put(crd('policyreports.wgpolicyk8s.io'));
  mirror.put(crd('clusterreports.openreports.io'));
  scanners.want('argocd', true);
  await until(() => calls.length === 2);
  const selectors = calls.map(({ path }) => new URL(path, 'http://server').searchParams.get('labelSelector'));
  t.deepEqual(selectors, ['!gitops-security.io/policy-uid', '!gitops-security.io/policy-uid']);
});

test('reports that may be very large are asked for a few at a time', async (t) => {
  const { calls, mirror, scanners } = start(t, () => list());
  mirror.put(crd('vulnerabilityreports.aquasecurity.github.io'));
  scanners.want('argocd', true);
  await until(() => calls.length === 1);
  t.true(calls[0]?.path.includes('limit=25'));
});
