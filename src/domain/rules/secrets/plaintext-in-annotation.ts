import { objectRule } from '../../audit/rule.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

/** Of these, nothing but annotations is looked at. */
const ANNOTATED = ['secret', 'service', 'ingress', 'serviceAccount', 'networkPolicy', 'namespace'] as const;
const KINDS: ReadonlySet<string> = new Set([
  'Secret',
  'Service',
  'Ingress',
  'ServiceAccount',
  'NetworkPolicy',
  'Namespace',
]);

export const plaintextInAnnotation = objectRule({
  id: 'secrets/plaintext-in-annotation',
  title: 'Annotation holds a credential in plain text',
  severity: 'high',
  subject: [...ANNOTATED, 'workload', 'configMap', 'application', 'applicationSet', 'flux'],
  reads: ['metadata.annotations', 'metadata.annotations of templates of Pods'],
  why: `Annotations are read by whoever may list objects, by whatever shows them, and by those who may read only metadata. kubectl keeps what it last applied in one, so that a credential stays there when it has been removed: what such a copy has beyond the object itself is found; that of a Secret is found by secrets/applied-by-hand. ${WHAT_IS_FOUND}`,
  remedy: `Remove the annotation. ${MOVE}`,
  mapping: {},
  sources: [
    ...SOURCES,
    'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-last-applied-configuration',
  ],
  check: (object) =>
    exposedIn(
      object,
      ({ path, family }) => family !== 'last-applied-secret' && (KINDS.has(object.kind) || isInAnnotation(path)),
    ),
});
