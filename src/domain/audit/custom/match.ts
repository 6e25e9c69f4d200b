import type { CustomRule } from '../../../api/audit.ts';
import type { KubeObject, Labels } from '../../../api/kube.ts';
import { matches } from '../../semantics/selector.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import { globMatches } from '../glob.ts';

/** Where an object is; a Namespace is in itself, and what is in none is in one without a name. */
const namespaceOf = ({ kind, metadata }: KubeObject): string =>
  kind === 'Namespace' ? metadata.name : (metadata.namespace ?? '');

/** Whether a rule is about an object of its kind. */
export function matchesCustom(
  { match: { namespaces, selector } }: Pick<CustomRule, 'match'>,
  raw: KubeObject,
): boolean {
  const namespace = namespaceOf(raw);
  if (namespaces !== undefined && !namespaces.some((glob) => globMatches(glob, namespace))) return false;
  return selector === undefined || matches(selector, (fieldsOf(raw.metadata.labels) ?? {}) as Labels);
}
