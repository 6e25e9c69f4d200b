import type { KubeObject } from '../../api/kube.ts';
import type { Tracking } from '../audit/subjects.ts';
import { LABEL_MANAGED_BY } from '../marks.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';
import { isOfArgoCD } from './managers.ts';

/** The annotation by which Argo CD tells what belongs to an Application. */
export const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';

/** A label that nothing but Argo CD has a use for: its Helm chart makes it the label that tracks. */
const OWN_INSTANCE = 'argocd.argoproj.io/instance';

const FLUX = ['kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'] as const;

const textAt = (fields: Fields, key: string): string => {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
};

/** Names that Kubernetes may have given; an Application outside of Argo CD's namespace has that of its own before its name. */
const APPLICATION = /^[-a-z0-9.]{1,253}(_[-a-z0-9.]{1,253})?$/;

/** The Application of an object as namespace/name, or name; undefined for what is no name of any. */
const applicationOf = (value: string): string | undefined =>
  APPLICATION.test(value) ? value.replace('_', '/') : undefined;

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/**
 * The Application that an annotation `<application>:<group>/<kind>:<namespace>/<name>` names, if it names this object: it
 * comes along when an object is copied. What is in no namespace carries that of the Application. An object may still
 * carry the group extensions, which its kind once was of. Source: argo-cd, util/argo/resource_tracking.go, and
 * isSelfReferencedObj in controller/state.go.
 */
function byAnnotation({ apiVersion, kind, metadata }: KubeObject, id: string): string | undefined {
  const [application = '', groupKind = '', ...rest] = id.split(':');
  const [group, namedKind, ...more] = groupKind.split('/');
  const [namespace, name, ...others] = rest.join(':').split('/');
  const isThis =
    (group === groupOf(apiVersion) || group === 'extensions') &&
    namedKind === kind &&
    name === metadata.name &&
    (namespace === metadata.namespace || metadata.namespace === undefined);
  return isThis && more.length === 0 && others.length === 0 ? applicationOf(application) : undefined;
}

/** Charts set the common label, too: it counts where Argo CD has written to the object. A name in it may be cut. */
function byLabel(labels: Fields, metadata: Fields): string | undefined {
  const own = textAt(labels, OWN_INSTANCE);
  if (own !== '') return applicationOf(own);
  const instance = textAt(labels, INSTANCE);
  const wrote = (entry: unknown): boolean => isOfArgoCD(textAt(fieldsOf(entry) ?? {}, 'manager'));
  return instance !== '' && entriesOf(metadata['managedFields'])?.some(wrote) ? applicationOf(instance) : undefined;
}

function byArgoCD(raw: KubeObject, metadata: Fields, labels: Fields, annotations: Fields): Tracking | undefined {
  const id = textAt(annotations, TRACKING_ID);
  const application = id === '' ? byLabel(labels, metadata) : byAnnotation(raw, id);
  return application === undefined ? undefined : { by: 'ArgoCD', id: application };
}

/** Source: fluxcd/pkg, ssa: the owner labels of kustomize-controller; helm-controller sets the same of its own. */
function byFlux(labels: Fields): Tracking | undefined {
  for (const group of FLUX) {
    const [namespace, name] = [textAt(labels, `${group}/namespace`), textAt(labels, `${group}/name`)];
    if (namespace !== '' && name !== '') return { by: 'Flux', id: `${namespace}/${name}` };
  }
  return undefined;
}

/** All three, as Helm itself asks before it takes an object for its own. Source: helm, pkg/action/validate.go. */
function byHelm(labels: Fields, annotations: Fields): Tracking | undefined {
  const namespace = textAt(annotations, 'meta.helm.sh/release-namespace');
  const name = textAt(annotations, 'meta.helm.sh/release-name');
  const isHelms = namespace !== '' && name !== '' && labels[LABEL_MANAGED_BY] === 'Helm';
  return isHelms ? { by: 'Helm', id: `${namespace}/${name}` } : undefined;
}

const hasController = ({ ownerReferences }: Fields): boolean =>
  entriesOf(ownerReferences)?.some((owner) => fieldsOf(owner)?.['controller'] === true) ?? false;

/**
 * Who keeps an object in accordance with something outside the cluster; undefined where nobody is seen to. Labels are no
 * evidence on what a controller has made: it copies those of its own object.
 */
export function trackingOf(raw: KubeObject): Tracking | undefined {
  const metadata: Fields = fieldsOf(raw.metadata) ?? {};
  const labels = hasController(metadata) ? {} : (fieldsOf(metadata['labels']) ?? {});
  const annotations = fieldsOf(metadata['annotations']) ?? {};
  return byArgoCD(raw, metadata, labels, annotations) ?? byFlux(labels) ?? byHelm(labels, annotations);
}
