import assert from 'node:assert/strict';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLine, OperatorProcess } from '../support/operator.ts';
import { condition, type World } from '../support/world.ts';
import { ATTACKS, firstOf, isSet, NAME, SETTINGS, settings, shop, spoil, TEAMS } from './rights-scene.ts';

const subjects = [{ kind: 'Group', name: 'readers' }];

/** What the operator may grant, it may do: here, nothing that it needs itself. */
export const readsLogs = [{ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }];

export const full = {
  mode: 'Enforce',
  network: {},
  projects: { lockDefault: true, secrets: 'Data', items: [shop] },
  rbac: { roles: [{ name: 'reader', namespaces: TEAMS, subjects, rules: readsLogs }] },
  settings,
};

/** A world, and who works in it. */
export interface Working {
  readonly world: World;
  readonly operator: OperatorProcess;
}

/** A right to write: what needs it, and how its loss is told. */
export interface Case {
  readonly verb: string;
  readonly resource: string;
  readonly provoke: (working: Working) => Promise<unknown>;
  readonly told: (working: Working, text: RegExp) => Promise<unknown>;
  /** Whether the operator has to be started again. */
  readonly stops?: boolean;
  /** Makes it as it was, once the right is back. */
  readonly restore?: (working: Working) => Promise<unknown>;
}

const inReady = async ({ world }: Working, text: RegExp): Promise<unknown> =>
  eventually(async () => {
    const { reason, message } = condition(await world.status(NAME), 'Ready');
    assert.equal(reason, 'ApplyFailed', message);
    assert.match(message, text);
  });

const inEvent = async ({ world }: Working, text: RegExp): Promise<unknown> =>
  eventually(async () => {
    const events = await world.admin.list(types.event, 'default');
    assert.ok(events.some(({ type, note }) => type === 'Warning' && text.test(String(note))));
  });

const says = (line: LogLine, message: string, text: RegExp): boolean =>
  line.message === message && text.test(String(line['error']));

/** @param message of the line, beside the error that matches */
export const inLog =
  (message: string) =>
  async ({ operator }: { readonly operator: Pick<OperatorProcess, 'log'> }, text: RegExp): Promise<unknown> =>
    eventually(() => assert.ok(operator.log.some((line) => says(line, message, text))));

const apply =
  (more: object) =>
  async ({ world }: Working): Promise<AnyObject> =>
    world.applyPolicy(NAME, { ...full, ...more });

/** What the policy says without the objects of a kind. ServiceAccounts need more than a right to write them. */
const LESS: Readonly<Record<string, object>> = {
  networkpolicies: { network: { isolateNamespace: false } },
  appprojects: { projects: { ...full.projects, items: [] } },
  roles: { rbac: { roles: [] } },
  rolebindings: { rbac: { roles: [] } },
};

const generatedKinds: readonly Case[] = ATTACKS.filter(({ type }) => LESS[type.plural] !== undefined).flatMap(
  ({ type, namespace, edit }) => {
    const one = { resource: type.plural, told: inReady };
    const ref = async (world: World) => (await firstOf(world, type, namespace)).metadata;
    return [
      { ...one, verb: 'create', provoke: async ({ world }) => world.mallory.remove(type, await ref(world)) },
      { ...one, verb: 'patch', provoke: async ({ world }) => world.mallory.patch(type, await ref(world), edit) },
      { ...one, verb: 'delete', provoke: apply(LESS[type.plural] ?? {}), restore: apply({}) },
    ] satisfies Case[];
  },
);

/** Something to correct, and so to tell. */
async function open({ world }: Working): Promise<void> {
  const object = await firstOf(world, types.networkPolicy, NAME);
  await world.mallory.patch(types.networkPolicy, object.metadata, { spec: { ingress: [{}] } });
}

/** Corrected twice: the Event is counted up, at the end at the latest. */
async function openTwiceAndStop(working: Working): Promise<void> {
  const object = await firstOf(working.world, types.networkPolicy, NAME);
  for (const spec of [{ ingress: [{}] }, { egress: [{}] }]) {
    await working.world.mallory.patch(types.networkPolicy, object.metadata, { spec });
    await eventually(async () => {
      const found = await working.world.admin.get(types.networkPolicy, object.metadata);
      assert.deepEqual(found['spec'], object['spec']);
    });
  }
  await working.operator.stop();
}

export const CASES: readonly Case[] = [
  ...generatedKinds,
  { verb: 'patch', resource: 'configmaps', provoke: async ({ world }) => spoil(world, SETTINGS[0]), told: inReady },
  {
    verb: 'patch',
    resource: 'gitopssecuritypolicies',
    provoke: apply({ network: { shippedPolicies: 'Neutralise' } }),
    told: inReady,
    restore: apply({}),
  },
  { verb: 'patch', resource: 'gitopssecuritypolicies/status', provoke: open, told: inEvent },
  {
    verb: 'create',
    resource: 'events',
    // Of this one nothing was told so far: its Event is a new one.
    provoke: async ({ world }) => spoil(world, SETTINGS[1]),
    told: inLog('event not written'),
    restore: async ({ world }) => isSet(world, SETTINGS[1]),
  },
  { verb: 'patch', resource: 'events', provoke: openTwiceAndStop, told: inLog('event not written'), stops: true },
];
