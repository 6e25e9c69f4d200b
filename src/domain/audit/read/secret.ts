import type { KubeObject } from '../../../api/kube.ts';
import { dataWritten, deployedEmpty } from '../../semantics/secrets/data-written.ts';
import { keeperOf, makerOf, sealedFor } from '../../semantics/secrets/keeper.ts';
import { marksOf } from '../../semantics/secrets/marks.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import type { AuditedSecret } from '../subjects.ts';
import { defined } from './pod-values.ts';
import { readSeen } from './seen.ts';

/** What is kept of the metadata of a Secret; its data is not asked for, and not read if it is there all the same. */
export function readSecret(raw: KubeObject): AuditedSecret {
  const seen = readSeen(raw);
  const marks = marksOf(raw);
  const metadata = fieldsOf(raw.metadata) ?? {};
  const empty = seen.tracking !== undefined && deployedEmpty(metadata, seen.tracking.by);
  return {
    ...seen,
    ...defined({
      type: marks.type,
      managedBy: keeperOf(marks),
      exempt: makerOf(marks),
      sealedFor: sealedFor(marks),
      deployedEmpty: empty || undefined,
    }),
    appliedByHand: seen.exposed?.some(({ family }) => family === 'last-applied-secret') ?? false,
    changed: dataWritten(metadata),
  };
}
