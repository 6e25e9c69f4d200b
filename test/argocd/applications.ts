import assert from 'node:assert/strict';
import { z } from 'zod';
import { type Api, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

export const IN_CLUSTER = 'https://kubernetes.default.svc';

export interface ApplicationOptions {
  readonly project?: string;
  readonly repoURL: string;
  readonly path: string;
  /** Destination. */
  readonly namespace?: string;
  readonly targetRevision?: string;
  /** Synced by itself, with prune and selfHeal. */
  readonly automated?: boolean;
}

/** An Application in the namespace `argocd`. */
export function application(name: string, options: ApplicationOptions) {
  const { project = 'default', repoURL, path, namespace = 'argocd', targetRevision = 'main' } = options;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project,
      source: { repoURL, path, targetRevision },
      destination: { server: IN_CLUSTER, namespace },
      syncPolicy: {
        ...(options.automated === true && { automated: { prune: true, selfHeal: true } }),
        retry: { limit: 10, backoff: { duration: '2s', factor: 1, maxDuration: '2s' } },
      },
    },
  };
}

const result = z.looseObject({ kind: z.string(), name: z.string(), message: z.string().default('') });
const operation = z.looseObject({
  phase: z.string(),
  message: z.string().default(''),
  syncResult: z.looseObject({ resources: z.array(result).default([]) }).optional(),
});
/** The status of an Application. */
export const applicationState = z.looseObject({
  sync: z.looseObject({ status: z.string(), revision: z.string().default('') }).optional(),
  health: z.looseObject({ status: z.string().default('') }).optional(),
  conditions: z.array(z.looseObject({ type: z.string(), message: z.string() })).default([]),
  operationState: operation.optional(),
  resources: z.array(z.looseObject({ kind: z.string(), name: z.string(), status: z.string().default('') })).default([]),
  reconciledAt: z.string().default(''),
});

/** What Argo CD says of an Application. */
export type ApplicationState = z.output<typeof applicationState>;

export interface Applications {
  readonly state: (name: string) => Promise<ApplicationState>;
  /** Has Argo CD compare an Application with its repository anew, fetched again, and waits until it has. */
  readonly refresh: (name: string) => Promise<ApplicationState>;
  /** Waits until an Application is in this state; the refresh that finds a new commit comes first. */
  readonly becomes: (name: string, sync: string, health?: string) => Promise<ApplicationState>;
  /** Asks for a sync, as `argocd app sync` does, and waits for how it ends. */
  readonly sync: (name: string) => Promise<z.output<typeof operation>>;
}

const REFRESH = 'argocd.argoproj.io/refresh';
/** A sync with its retries may take its time on a busy machine. */
const PATIENCE_SECONDS = 180;

export function applications(admin: Api): Applications {
  const of = (name: string) => ({ namespace: 'argocd', name });
  const state = async (name: string): Promise<ApplicationState> =>
    applicationState.parse((await admin.get(types.application, of(name)))['status'] ?? {});
  const refresh = async (name: string): Promise<ApplicationState> => {
    const asked = { metadata: { annotations: { [REFRESH]: 'hard' } } };
    // It may be for another Application to create it.
    await eventually(async () => admin.patch(types.application, of(name), asked), PATIENCE_SECONDS);
    await eventually(async () => {
      const { metadata } = await admin.get(types.application, of(name));
      assert.equal(metadata.annotations?.[REFRESH], undefined, `${name} is not refreshed yet`);
    }, PATIENCE_SECONDS);
    return state(name);
  };
  return {
    state,
    refresh,
    becomes: async (name, sync, health) => {
      await refresh(name);
      return eventually(async () => {
        const found = await state(name);
        assert.equal(found.sync?.status, sync, describe(name, found));
        if (health !== undefined) assert.equal(found.health?.status, health, describe(name, found));
        assert.notEqual(found.operationState?.phase, 'Running', describe(name, found));
        return found;
      }, PATIENCE_SECONDS);
    },
    sync: async (name) => {
      await refresh(name);
      const before = (await state(name)).operationState?.['startedAt'];
      const { spec } = await admin.get(types.application, of(name));
      const { source } = z.looseObject({ source: z.looseObject({ targetRevision: z.string() }) }).parse(spec);
      const asked = { initiatedBy: { username: 'test' }, sync: { revision: source.targetRevision } };
      await admin.patch(types.application, of(name), { operation: asked });
      return eventually(async () => {
        const found = await state(name);
        const { operationState } = found;
        assert.ok(operationState !== undefined && operationState['startedAt'] !== before, describe(name, found));
        assert.match(operationState.phase, /^(Succeeded|Failed|Error)$/, describe(name, found));
        return operationState;
      }, PATIENCE_SECONDS);
    },
  };
}

/** For the message of a failed assertion. */
const describe = (name: string, { sync, health, conditions, operationState, resources }: ApplicationState): string =>
  JSON.stringify({
    name,
    sync: sync?.status,
    health,
    conditions: conditions.map(({ type, message }) => `${type}: ${message}`),
    operation: operationState && [operationState.phase, operationState.message],
    resources: resources.filter(({ status }) => status !== 'Synced'),
  });
