import test from 'ava';
import { parsePolicy } from '../../src/api/parse.ts';
import { MANAGER } from '../../src/domain/marks.ts';
import { createWriter } from '../../src/engine/apply.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { ApiError } from '../../src/engine/errors.ts';
import { Limiter } from '../../src/engine/limiter.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { actOn } from '../../src/steps/act.ts';
import type { Context } from '../../src/steps/context.ts';
import { remember } from '../../src/steps/memory.ts';
import { createView } from '../../src/steps/observe.ts';
import { specOf, types } from '../support/api.ts';
import { recordingLog } from '../support/recording-log.ts';
import { createWorld } from '../support/world.ts';

const ref = { namespace: 'argocd', name: 'gsp-argocd-server' };

const networkPolicy = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: ref,
  spec,
});

const THEIRS = networkPolicy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] });
const OURS = networkPolicy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] });

/** What the step needs, on the real API server, with watches that have told of nothing yet. */
function blindContext(kubeconfig: string): Context {
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const log = recordingLog();
  const means = {
    view: createView(transport, log, AbortSignal.abort()),
    writer: createWriter(transport, MANAGER),
    log,
  };
  return { ...means, limiter: new Limiter(1, 1), clock: systemClock } as unknown as Context;
}

test('bug: what somebody had just made was taken over, as the watch had not told of it yet', async (t) => {
  const world = await createWorld();
  await using cluster = world.cluster;
  await world.kubectl('create', 'namespace', ref.namespace);
  const theirs = await world.mallory.create(types.networkPolicy, THEIRS);
  const policy = await world.applyPolicy('argocd', { network: {} });
  const parsed = parsePolicy(policy);
  if (!parsed.ok) return t.fail();
  const memory = remember(parsed.policy);
  const context = blindContext(cluster.kubeconfig);
  const acting = {
    policy,
    memory,
    takeOwnership: false,
    claims: new Set<string>(),
    signal: AbortSignal.timeout(10_000),
  };

  const error = await t.throwsAsync(actOn({ action: 'Create', object: OURS }, acting, context));
  t.is(error instanceof ApiError ? error.code : 0, 409);
  t.deepEqual(await world.admin.get(types.networkPolicy, ref), theirs);

  // Asked to, or where it was ours before, it is taken.
  await actOn({ action: 'Create', object: OURS }, { ...acting, takeOwnership: true }, context);
  t.deepEqual(specOf(await world.admin.get(types.networkPolicy, ref))?.policyTypes, ['Ingress', 'Egress']);
});
