import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../src/api/kube.ts';
import { byText } from '../../src/domain/order.ts';
import { createWriter } from '../../src/engine/apply.ts';
import type { ResourceType } from '../../src/engine/object.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { type AnyObject, type Api, types } from '../support/api.ts';
import { type AuditEntry, type AuditLog, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { createWorld, type World } from '../support/world.ts';
import { type Operator, startBuilt } from './built.ts';
import { quantile, round, save, say } from './outcome.ts';
import { says, watchPolicy } from './policy-watch.ts';
import { APPLICATIONS, changedSpec, each, NAME, NAMESPACES, PROJECTS, setUp, spec } from './scale-scene.ts';

/**
 * How long a policy with every section takes in a big cluster, from its apply until it is enforced, beside a bare loop
 * that applies the same objects; what one changed project costs; and that nothing is written at rest. Machines are
 * noisy: the ratio and the requests count, not the milliseconds.
 */

const REST_S = 30;
/** Until an operator that is left alone has nothing more to say. */
const SETTLE_MS = 5_000;
/** Until what does not come is given up. */
const PATIENCE_MS = 600_000;
const FLOOR_ROUNDS = 3;
/** The garbage collector looks for new kinds that often; until it knows one, it asks for the owner of each object. */
const NEW_KINDS_MS = 35_000;
/** As many as the operator has under way. */
const IN_FLIGHT = 8;
const LABEL = 'gitops-security.io/policy';

const KINDS: readonly ResourceType[] = [
  types.networkPolicy,
  types.serviceAccount,
  types.role,
  types.roleBinding,
  types.appProject,
];

/** ms from the apply of a spec until the status says so. */
async function applied({ cluster, applyPolicy }: World, wanted: object, condition: string, generation: number) {
  const watch = await watchPolicy(cluster.kubeconfig, NAME);
  const started = performance.now();
  await applyPolicy(NAME, wanted);
  const seen = await watch.until(says(condition, generation), PATIENCE_MS);
  watch.stop();
  if (seen === undefined) throw new Error(`the policy is not ${condition}`);
  return seen - started;
}

const nameOf = ({ verb, objectRef }: AuditEntry): string => {
  const { resource = '', subresource } = objectRef ?? {};
  return `${verb} ${subresource === undefined ? resource : `${resource}/${subresource}`}`;
};

/** What the operator asked for since the last time, by verb and resource. */
async function requestsIn(log: AuditLog): Promise<readonly AuditEntry[]> {
  return (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);
}

function counted(entries: readonly AuditEntry[]): Record<string, number> {
  const groups = [...Map.groupBy(entries, nameOf)].toSorted(byText(([name]) => name));
  return Object.fromEntries(groups.map(([name, { length }]) => [name, length] as const));
}

async function rssMib({ url }: Operator): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, bytes = 'NaN'] = /^process_resident_memory_bytes (\S+)$/m.exec(text) ?? [];
  return Math.round(Number(bytes) / 2 ** 20);
}

/** What to send to get the object again: what the API server fills in is left out. */
function sendable({ apiVersion, kind, metadata, status: _, ...rest }: AnyObject): KubeObject {
  const { name, namespace = '', labels = {}, annotations = {}, ownerReferences = [] } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations, ownerReferences }, ...rest };
}

type Wanted = readonly { readonly type: ResourceType; readonly object: KubeObject }[];

async function generated(admin: Api): Promise<Wanted> {
  const lists = await Promise.all(
    KINDS.map(async (type) =>
      (await admin.list(type))
        .filter(({ metadata }) => metadata.labels?.[LABEL] === NAME)
        .map((object) => ({ type, object: sendable(object) })),
    ),
  );
  return lists.flat();
}

/** The least that writing them can cost in this language: one apply each, with no question asked. */
async function floor({ admin }: World, account: string, wanted: Wanted): Promise<number> {
  const transport = createTransport(loadKubeConfig(account), { maxInFlight: IN_FLIGHT });
  const writer = createWriter(transport, 'floor');
  const times: number[] = [];
  for (let round = 0; round < FLOOR_ROUNDS; round += 1) {
    await each(wanted, async ({ type, object }) => admin.remove(type, object.metadata));
    const started = performance.now();
    await each(wanted, async ({ type, object }) => writer.apply(type, object, AbortSignal.timeout(600_000)));
    times.push(performance.now() - started);
    say(`the bare loop, round ${round + 1}: ${Math.round(times.at(-1) ?? 0)} ms`);
  }
  return quantile(times, 0.5);
}

async function main(): Promise<void> {
  const world = await createWorld({ audit: true });
  await using cluster = world.cluster;
  const known = sleep(NEW_KINDS_MS);
  say(`${NAMESPACES} namespaces and ${APPLICATIONS} Applications are made`);
  await setUp(world);
  const account = await operatorKubeconfig(cluster);
  const operator = await startBuilt(account);
  await eventually(async () => {
    if (!(await fetch(`${operator.url}/readyz`)).ok) throw new Error('not ready');
  });
  await known;
  const log = openAuditLog(cluster.auditLog ?? '');
  await log.next();

  say(`a policy with ${PROJECTS} projects and every section is applied`);
  const ours = await applied(world, spec, 'Enforced', 1);
  await sleep(SETTLE_MS);
  const apply = counted(await requestsIn(log));
  const wanted = await generated(world.admin);
  say(`${wanted.length} objects, enforced after ${Math.round(ours)} ms`);

  const change = await applied(world, changedSpec, 'Ready', 2);
  say(`one project is changed: ready after ${Math.round(change)} ms`);
  await sleep(SETTLE_MS);
  const changed = counted(await requestsIn(log));

  say(`${REST_S} s at rest`);
  await sleep(REST_S * 1000);
  const atRest = await requestsIn(log);
  const rss = await rssMib(operator);
  await operator.stop();

  const least = await floor(world, account, wanted);
  const outcome = {
    floor_ms: Math.round(least),
    ours_ms: Math.round(ours),
    ratio: round(ours / least),
    change_ms: Math.round(change),
    requests: { apply, change: changed, rest: counted(atRest) },
    rss_mib: rss,
  };
  await save('scale', outcome);
  console.log(JSON.stringify(outcome, null, 2));
  const writes = atRest.filter(isWrite).length;
  if (writes > 0) throw new Error(`${writes} writes at rest`);
}

await main();
