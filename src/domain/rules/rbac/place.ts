import type { Severity } from '../../../api/audit.ts';

/** Where a binding gives what it gives. */
export interface Place {
  /** Undefined: in the whole cluster. */
  readonly namespace: string | undefined;
  /** Argo CD's namespace. */
  readonly argocd: string;
}

/** How bad it is somewhere; undefined where it is nothing. */
export type Level = (place: Place) => Severity | undefined;

/** The controllers of Kubernetes have their accounts there, and these may write roles, tokens and pods everywhere. */
export const KUBE_SYSTEM = 'kube-system';

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/**
 * By whether the whole cluster is meant, as which `kube-system` counts; and one namespace, where that is possible: what is
 * in no namespace is given by no RoleBinding.
 */
export function scoped(cluster: Severity, inNamespace?: Severity): Level {
  return ({ namespace }) => {
    if (namespace === undefined) return cluster;
    return namespace === KUBE_SYSTEM && inNamespace !== undefined ? cluster : inNamespace;
  };
}

/** One level less bad. */
export const lowered = (severity: Severity): Severity => ORDER[ORDER.indexOf(severity) + 1] ?? 'low';

export const worst = (severities: readonly Severity[]): Severity | undefined =>
  ORDER.find((severity) => severities.includes(severity));
