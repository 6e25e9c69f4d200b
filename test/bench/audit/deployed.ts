import type { Made, Place } from './made.ts';

/** So many are deployed by Argo CD, and the others by Helm. */
const BY_ARGO_CD = 0.7;
/** So many of the former are not applied at the server: they have a copy of themselves in an annotation. */
const COPIED = 0.15;

const TRACKING = 'argocd.argoproj.io/tracking-id';

/** What Argo CD marks what it deploys with; the Application is called as the namespace. */
function trackingId({ apiVersion, kind, metadata: { namespace = '', name } }: Made): string {
  const application = namespace === '' ? 'platform' : namespace;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${application}:${group}/${kind}:${namespace}/${name}`;
}

function annotated(object: Made, more: Readonly<Record<string, string>>): Made {
  const { metadata } = object;
  const labels = { ...metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' };
  return { ...object, metadata: { ...metadata, labels, annotations: { ...metadata.annotations, ...more } } };
}

/** As it is when somebody has deployed it from a chart. */
export function deployed(object: Made, { namespace, random }: Place): Made {
  if (!random.chance(BY_ARGO_CD))
    return annotated(object, { 'meta.helm.sh/release-name': 'main', 'meta.helm.sh/release-namespace': namespace });
  const tracked = annotated(object, { [TRACKING]: trackingId(object) });
  if (!random.chance(COPIED)) return tracked;
  return annotated(tracked, { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(tracked) });
}

/** As whom Kubernetes records what is created. */
export const managerOf = ({ metadata: { annotations = {} } }: Made): string =>
  TRACKING in annotations ? 'argocd-controller' : 'helm';
