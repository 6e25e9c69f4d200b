import { z } from 'zod';

/** What can be said on the command line or in the environment: every option has a sane default. */
export const options = z.strictObject({
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  /** Where the operator runs: its lease is there. */
  namespace: z.string().min(1).max(63).default('gitops-security'),
  leaderElection: z.boolean().default(true),
  bindAddress: z.string().min(1).default('0.0.0.0'),
  port: z.coerce.number().int().min(0).max(65535).default(8080),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  workers: z.coerce.number().int().min(1).max(64).default(8),
  /** How often one object is healed at once before healing slows down, and to what interval, in ms. */
  healBurst: z.coerce.number().int().min(1).max(100_000).default(20),
  healInterval: z.coerce.number().int().min(1).max(60_000).default(1000),
});

export type Options = z.output<typeof options>;
