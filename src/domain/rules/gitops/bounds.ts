import { type NamespaceRule, namespaceRule, type NamespaceView } from '../../audit/rule.ts';
import { isManaged } from './managed.ts';

interface Bounds extends Pick<NamespaceRule, 'title' | 'why' | 'remedy' | 'sources'> {
  readonly id: `gitops/${string}`;
  readonly kind: string;
  readonly of: (view: NamespaceView) => readonly unknown[];
}

/** A rule for namespaces that are deployed from Git, and have workloads, but no object of a kind that bounds them. */
export const boundsRule = ({ kind, of, ...described }: Bounds): NamespaceRule =>
  namespaceRule({
    ...described,
    severity: 'low',
    reads: [`${kind}s of the namespace`, 'metadata of its objects: what tracks them'],
    mapping: { nsa: 'Network separation and hardening' },
    check: (view) => {
      if (!isManaged(view) || view.workloads.length === 0 || of(view).length > 0) return [];
      const { name } = view.namespace.metadata;
      return [{ object: { kind: 'Namespace', name }, path: '', message: `It has workloads, and no ${kind}.` }];
    },
  });
