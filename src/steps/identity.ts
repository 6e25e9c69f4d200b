import { z } from 'zod';
import { type Clock, exponential, jitter } from '../engine/clock.ts';
import { messageOf } from '../engine/errors.ts';
import type { Logger } from '../engine/log.ts';
import type { Transport } from '../engine/transport.ts';

/** Who somebody is for the API server. */
export interface Identity {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The ServiceAccount that somebody is; undefined for somebody else. */
export function accountOf(identity: Identity | undefined): { namespace: string; name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(identity?.name ?? '') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

export interface IdentitySource {
  /** Undefined until the API server has said so. */
  readonly current: Identity | undefined;
  /** Asks the API server, if it has not been asked yet. */
  readonly want: () => void;
  readonly onChange: (listener: () => void) => void;
}

const answer = z.object({
  status: z.object({ userInfo: z.object({ username: z.string(), groups: z.array(z.string()).default([]) }) }),
});

const REVIEW = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const CALL = { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: REVIEW } as const;

/** Every user may ask who he is; what he may grant is then read from the roles that are watched anyway. */
export function createIdentity(transport: Transport, clock: Clock, log: Logger, signal: AbortSignal): IdentitySource {
  const listeners: (() => void)[] = [];
  let current: Identity | undefined;
  let asked = false;
  const ask = async (): Promise<void> => {
    for (let failures = 0; current === undefined && !signal.aborted; failures += 1)
      try {
        const { username, groups } = answer.parse(await transport.request(CALL, signal)).status.userInfo;
        current = { name: username, groups };
        listeners.forEach((listener) => listener());
      } catch (error) {
        log.warn('cannot ask who we are', { error: messageOf(error) });
        await clock.sleep(jitter(exponential(1000, 30_000, failures), 0.2), signal);
      }
  };
  return {
    get current() {
      return current;
    },
    want: () => {
      if (asked) return;
      asked = true;
      void ask();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
