import type { KubeObject } from '../engine/object.ts';

/** Index name: everything in a namespace. */
export const BY_NAMESPACE = 'namespace';

export const namespaceIndex = ({ metadata: { namespace } }: KubeObject): readonly string[] =>
  namespace === undefined ? [] : [namespace];
