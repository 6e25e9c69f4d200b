import { z } from 'zod';

/** The lines of the log that say what the operator changed, and what its audit found: the only ones with `audit: true`. */

const policy = z.string().min(1).describe('The GitOpsSecurityPolicy.');
const act = z.literal('act').describe('The step of the reconciliation: what is written.');
const detail = z.string().describe('In words.');

const key = z
  .string()
  .regex(/^[A-Za-z]+\/[^/]*\/.+$/)
  .describe('Kind, namespace and name, with slashes between them; the namespace is empty for what is in none.');

/** A line about one object that was written. */
const about = { step: act, policy, object: key };

const written = z
  .strictObject({ message: z.literal('applied').describe('An object that the policy asks for was written.'), ...about })
  .meta({ title: 'Applied' });

const deleted = z
  .strictObject({
    message: z.literal('deleted').describe('An object that the policy does not ask for any more was deleted.'),
    ...about,
  })
  .meta({ title: 'Deleted' });

const corrected = z
  .strictObject({
    message: z.literal('drift corrected').describe('What somebody changed was put right: a line for each field.'),
    ...about,
    path: z.string().describe('The field; empty for the whole object, as after a deletion.'),
    wanted: z
      .string()
      .describe('What the policy asks for, as JSON, shortened; `exists` for an object that was deleted.'),
    found: z
      .string()
      .describe(
        'What was found, as JSON, shortened, with what an empty list means; `deleted` for an object that was deleted.',
      ),
    manager: z
      .string()
      .describe(
        'The field manager that wrote it: what the client called itself. Empty for a deletion, which has none.',
      ),
    changedAt: z
      .string()
      .describe('When it was written, as Kubernetes recorded it; of a deletion, when it was noticed.'),
  })
  .meta({ title: 'Drift corrected' });

const setting = z
  .strictObject({
    message: z.literal('setting changed').describe('A key of a ConfigMap of Argo CD was set.'),
    step: act,
    policy,
    object: z
      .string()
      .regex(/^[^/]+\/.+$/)
      .describe('The ConfigMap and the key, with a slash between them.'),
    detail,
  })
  .meta({ title: 'Setting changed' });

const shipped = z
  .strictObject({
    message: z
      .enum(['shipped policy neutralised', 'shipped policy restored'])
      .describe('A NetworkPolicy that an install of Argo CD ships was emptied, or got its rules back.'),
    ...about,
  })
  .meta({ title: 'Shipped policy' });

const found = z
  .strictObject({
    message: z
      .enum(['finding appeared', 'finding gone'])
      .describe('A critical or high finding came or went. Those of the first look are not told.'),
    step: z.literal('audit'),
    policy,
    rule: z.string().describe('The id of the rule.'),
    severity: z.enum(['critical', 'high', 'medium', 'low']).describe('Critical or high.'),
    kind: z.string().describe('Of the object that it was found in.'),
    namespace: z.string().describe('Absent for what is in none.').optional(),
    name: z.string(),
    path: z.string().describe('The field that is at fault; empty for the whole object.'),
    detail,
  })
  .meta({ title: 'Finding' });

/** What its writer says. */
export const auditEntry = z.discriminatedUnion('message', [written, deleted, corrected, setting, shipped, found]);

export type AuditEntry = z.output<typeof auditEntry>;

/** What the log adds to every line of the audit. */
const envelope = {
  time: z.iso.datetime().describe('When the line was written, in UTC, in ms.'),
  level: z.literal('info'),
  audit: z.literal(true).describe('Only in these lines.'),
};

/** A whole line. */
export const auditLine = z
  .discriminatedUnion('message', [
    written.extend(envelope),
    deleted.extend(envelope),
    corrected.extend(envelope),
    setting.extend(envelope),
    shipped.extend(envelope),
    found.extend(envelope),
  ])
  .meta({ title: 'Audit log of gitops-security-operator' });

/** The JSON Schema of a line. */
export const auditLogSchema = (): object => z.toJSONSchema(auditLine);
