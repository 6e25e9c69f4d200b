import type { AuditEntry } from '../api/audit-log.ts';
import type { Logger } from '../engine/log.ts';

/** One line of the audit log: what was changed, or found. */
export function logAudit(log: Logger, { message, ...fields }: AuditEntry): void {
  log.info(message, { audit: true, ...fields });
}
