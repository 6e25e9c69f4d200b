import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** What one cluster consists of, by the names of its binaries, in the order they start. */
export const components = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
const component = z.enum(components);
export type Component = z.infer<typeof component>;

const clusterOptions = z.object({
  /** Folder that holds the three binaries. */
  binaries: z.string(),
  /** Whether the API server keeps an audit log of all requests, at level Metadata. */
  audit: z.boolean().default(false),
  /** Flags to add to the API server's own; the last one of a name wins. */
  apiserverFlags: z.array(z.string()).default([]),
});
export type ClusterOptions = z.infer<typeof clusterOptions>;

const clusterInfo = z.object({
  /** Temporary folder of the cluster, gone when it has stopped. */
  dir: z.string(),
  /** Kubeconfig of a cluster administrator. */
  kubeconfig: z.string(),
  server: z.string(),
  /** Process id of the supervisor. */
  supervisor: z.number(),
  /** Unix socket that takes commands once the supervisor is detached. */
  control: z.string(),
  /** Those that run. */
  pids: z.partialRecord(component, z.number()),
  auditLog: z.string().optional(),
});
export type ClusterInfo = z.infer<typeof clusterInfo>;

/** What the supervisor does for whoever started it. */
export const requestSchema = z.discriminatedUnion('command', [
  z.object({ id: z.number(), command: z.literal('start'), options: clusterOptions }),
  z.object({
    id: z.number(),
    command: z.literal('signal'),
    component,
    signal: z.enum(['SIGKILL', 'SIGSTOP', 'SIGCONT']),
  }),
  z.object({ id: z.number(), command: z.literal('restart'), component }),
  /** From here on the end of standard input means nothing, and commands come through the socket `control`. */
  z.object({ id: z.number(), command: z.literal('detach') }),
  /** Not answered: the channel closes when everything is gone. */
  z.object({ id: z.number(), command: z.literal('stop') }),
]);
export type Request = z.infer<typeof requestSchema>;
/** A request as its caller writes it: without its number. */
export type Command = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

export const replySchema = z.union([
  z.object({ id: z.number(), info: clusterInfo }),
  z.object({ id: z.number(), error: z.string() }),
]);
export type Reply = z.infer<typeof replySchema>;

/** Calls `handle` for every line that holds a message; a line that does not is an error of the other side and thrown. */
export async function readMessages<T>(
  from: Readable,
  schema: z.ZodType<T>,
  handle: (message: T) => void,
): Promise<void> {
  for await (const line of createInterface({ input: from })) handle(schema.parse(JSON.parse(line)));
}

export function writeMessage(to: Writable, message: Request | Reply): void {
  to.write(`${JSON.stringify(message)}\n`);
}
