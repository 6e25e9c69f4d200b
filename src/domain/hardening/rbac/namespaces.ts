import type { Labels } from '../../../api/kube.ts';
import type { AnySelector } from '../../selector-form.ts';
import { byText } from '../../order.ts';
import { meets, readSelector } from '../../semantics/selector.ts';

/** The namespaces that there are, as far as something can be generated in them. */
export interface Namespaces {
  /** Labels by name. */
  readonly all: ReadonlyMap<string, Labels>;
  /** Those that are being deleted: the API server refuses new objects there. */
  readonly terminating: ReadonlySet<string>;
  /** Argo CD's, and the operator's own. With Kubernetes' own, only meant where they are named literally. */
  readonly reserved: ReadonlySet<string>;
}

export interface Selection {
  /** Sorted. */
  readonly namespaces: readonly string[];
  /** Names and globs that match none. */
  readonly unmatched: readonly string[];
  /** Reserved namespaces that a glob or a selector would match. */
  readonly passedOver: readonly string[];
}

/** Rights in one of these are rights over the cluster, which nobody means by `*`. */
const OF_KUBERNETES = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

const isLiteral = (pattern: string): boolean => /^[-a-z0-9]+$/.test(pattern);

const isReserved = (name: string, { reserved }: Namespaces): boolean => OF_KUBERNETES.has(name) || reserved.has(name);

const byName = byText((name: string) => name);

/**
 * The namespaces that names, globs and a selector mean together, without those that are being deleted.
 *
 * @param matches a glob against a name
 */
export function selectNamespaces(
  patterns: readonly string[],
  selector: AnySelector | undefined,
  there: Namespaces,
  matches: (pattern: string, name: string) => boolean,
): Selection {
  const named = new Set(patterns.filter((pattern) => isLiteral(pattern) && there.all.has(pattern)));
  const used = new Set(named);
  const meant = new Set<string>();
  for (const glob of new Set(patterns.filter((pattern) => !isLiteral(pattern))))
    for (const name of there.all.keys())
      if (matches(glob, name)) {
        used.add(glob);
        meant.add(name);
      }
  const requirements = selector && readSelector(selector);
  if (requirements !== undefined)
    for (const [name, labels] of there.all) if (meets(labels, requirements)) meant.add(name);
  const open = [...meant].filter((name) => !named.has(name));
  return {
    namespaces: [...named, ...open.filter((name) => !isReserved(name, there))]
      .filter((name) => !there.terminating.has(name))
      .toSorted(byName),
    unmatched: [...new Set(patterns)].filter((pattern) => !used.has(pattern)).toSorted(byName),
    passedOver: open.filter((name) => isReserved(name, there)).toSorted(byName),
  };
}
