import { objectRule } from '../../audit/rule.ts';
import type { AuditedSecret } from '../../audit/subjects.ts';
import { DAY_MS } from '../../day.ts';
import { counted } from '../../text.ts';

/** A token of a ServiceAccount is made once and never replaced; all else of which nobody has to think is. */
const isReplaced = ({ exempt }: AuditedSecret): boolean =>
  exempt !== undefined && exempt !== 'service account token' && exempt !== 'its controller';

/** Whole days since then; an unknown time is as old as can be. */
function daysSince(changed: string, today: number): number {
  const then = Date.parse(changed);
  return Number.isNaN(then) ? Infinity : Math.floor((today - then) / DAY_MS);
}

export const stale = objectRule({
  id: 'secrets/stale',
  title: 'Secret has not been replaced for long',
  severity: 'low',
  subject: 'secret',
  reads: ['Secret metadata.managedFields', 'Secret metadata.creationTimestamp'],
  why: 'The longer a credential is the same, the more people, copies and backups have it. Found is each Secret whose data nobody has written for more days than the policy says (maxAgeDays), by the times that Kubernetes keeps of those who wrote it. The data may be older than that: the time changes with anything that the same manager writes, and a value may be written again as it was. Not found are releases of Helm, certificates of cert-manager, keys of Sealed Secrets, and bootstrap tokens.',
  remedy: 'Replace the credential where it is from, then here, and withdraw the old one.',
  mapping: {},
  sources: [
    'https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management',
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  ],
  asked: ({ audit: { secrets } }) => secrets.read === 'Metadata' && secrets.maxAgeDays > 0,
  check(secret, { spec, today }) {
    const { maxAgeDays } = spec.audit.secrets;
    if (isReplaced(secret) || daysSince(secret.changed, today) <= maxAgeDays) return [];
    const when = secret.changed === '' ? 'at a time that is not known' : `on ${secret.changed.slice(0, 10)}`;
    const limit = counted(maxAgeDays, 'day');
    return [{ path: '', message: `Its data was last written ${when}, which is more than ${limit} ago` }];
  },
});
