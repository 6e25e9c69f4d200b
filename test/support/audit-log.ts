import { open } from 'node:fs/promises';
import { z } from 'zod';

const entrySchema = z.object({
  auditID: z.string(),
  verb: z.string(),
  userAgent: z.string().default(''),
  user: z.object({
    username: z.string(),
    /** Of a ServiceAccount: which of its tokens was used. */
    extra: z.object({ 'authentication.kubernetes.io/credential-id': z.array(z.string()).default([]) }).optional(),
  }),
  requestURI: z.string(),
  objectRef: z
    .object({
      apiGroup: z.string().default(''),
      resource: z.string(),
      subresource: z.string().optional(),
      namespace: z.string().default(''),
      name: z.string().default(''),
    })
    .optional(),
  responseStatus: z.object({ code: z.number().default(0) }).default({ code: 0 }),
  /** When the request came, RFC 3339. */
  requestReceivedTimestamp: z.string(),
});

/** A request that an API server has answered, or has begun to answer in the case of a watch. */
export type AuditEntry = z.output<typeof entrySchema>;

/** Hands out what was written to an API server's audit log since it was asked last. */
export interface AuditLog {
  readonly next: () => Promise<readonly AuditEntry[]>;
}

/** Reads an audit log of level Metadata, from where it ends now or from its beginning. */
export function openAuditLog(path: string): AuditLog {
  let offset = 0;
  let rest = '';
  return {
    next: async () => {
      const text = rest + (await readFrom(path, offset));
      offset += Buffer.byteLength(text) - Buffer.byteLength(rest);
      const lines = text.split('\n');
      rest = lines.pop() ?? '';
      const entries = lines.map((line) => entrySchema.parse(JSON.parse(line)));
      // A watch is written down when it begins and when it ends: one request.
      return [...new Map(entries.map((entry) => [entry.auditID, entry])).values()];
    },
  };
}

async function readFrom(path: string, position: number): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(Math.max(0, size - position)), { position });
  return buffer.toString();
}

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

export const isWrite = ({ verb }: AuditEntry): boolean => WRITES.has(verb);
export const isLease = ({ objectRef }: AuditEntry): boolean => objectRef?.resource === 'leases';

/** `patch networking.k8s.io/networkpolicies argocd/x 200`: for messages of failed assertions. */
export function describeRequest({ verb, objectRef, requestURI, responseStatus }: AuditEntry): string {
  if (objectRef === undefined) return `${verb} ${requestURI}`;
  const { apiGroup, resource, subresource, namespace, name } = objectRef;
  const what = `${apiGroup}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${what} ${namespace}/${name} ${responseStatus.code}`;
}
