import type { KubeObject, ObjectMeta } from '../../../api/kube.ts';
import { editsOf } from '../../gitops/edits.ts';
import { trackingOf } from '../../gitops/tracking.ts';
import { exposuresOf } from '../../semantics/secrets/exposures.ts';
import { entriesOf } from '../../semantics/unknown.ts';
import type { Seen } from '../subjects.ts';

/** What is kept of the metadata of every object. */
export function metaOf({ metadata }: KubeObject): ObjectMeta {
  const { name, namespace, uid, resourceVersion, labels } = metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(labels !== undefined && { labels }),
  };
}

const isOwned = ({ metadata: { ownerReferences } }: KubeObject): boolean =>
  (entriesOf(ownerReferences) ?? []).length > 0;

/** What every audited object has beside its kind and metadata: found out once, when it is read. */
export function seenOf(raw: KubeObject): Pick<Seen, 'tracking' | 'edits' | 'exposed' | 'owned'> {
  const tracking = trackingOf(raw);
  const edits = tracking === undefined ? [] : editsOf(raw, tracking);
  const exposed = exposuresOf(raw);
  return {
    ...(tracking !== undefined && { tracking }),
    ...(edits.length > 0 && { edits }),
    ...(exposed.length > 0 && { exposed }),
    ...(isOwned(raw) && { owned: true }),
  };
}

/** An object of which nothing else is read. Must not throw, whatever it holds. */
export const readSeen = (raw: KubeObject): Seen => ({
  apiVersion: raw.apiVersion,
  kind: raw.kind,
  metadata: metaOf(raw),
  ...seenOf(raw),
});
