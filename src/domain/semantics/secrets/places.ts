import { inlineSecret } from '../../argocd/settings/inline-secret.ts';
import { entriesOf, type Fields, fieldsOf } from '../unknown.ts';
import { pathOf, type Trail } from './path.ts';
import { type Sink, walk } from './walk.ts';

/** Where credentials stand in an object, by its kind. The data of a Secret is not among these places. */

const of = (value: unknown): Fields => fieldsOf(value) ?? {};

/** Files are told from text as Git does it: by a NUL in the beginning. */
const isBinary = (text: string): boolean => text.slice(0, 8000).includes('\0');

function lookIntoBinary(key: string, base64: unknown, sink: Sink): void {
  if (typeof base64 !== 'string' || isBinary(Buffer.from(base64.slice(0, 8192), 'base64').toString('latin1'))) return;
  sink.text(['binaryData', key], key, Buffer.from(base64, 'base64').toString('utf8'));
}

/** Argo CD's own settings of its login: its documentation of them is docs/operator-manual/user-management. */
const isLogin = (name: unknown, key: string): boolean =>
  name === 'argocd-cm' && (key === 'dex.config' || key === 'oidc.config');

function lookIntoConfigMap(object: Fields, sink: Sink): void {
  const { name } = of(object['metadata']);
  for (const [key, value] of Object.entries(of(object['data']))) {
    const inline = typeof value === 'string' && isLogin(name, key) && inlineSecret(value) !== undefined;
    if (inline) sink.found(['data', key], 'argocd-inline-secret');
    else walk(['data', key], key, value, sink);
  }
  for (const [key, value] of Object.entries(of(object['binaryData']))) lookIntoBinary(key, value, sink);
}

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];
/** Of a container (core/v1): where commands and their arguments, environment variables and headers of probes are. */
const IN_CONTAINER = ['env', 'args', 'command', 'lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];

function lookIntoPod(trail: Trail, spec: Fields, sink: Sink): void {
  for (const list of CONTAINERS)
    for (const [index, container] of (entriesOf(spec[list]) ?? []).entries())
      for (const field of IN_CONTAINER) {
        const value = of(container)[field];
        if (value !== undefined) walk([...trail, list, index, field], field, value, sink);
      }
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function lookIntoAnnotations(trail: Trail, metadata: Fields, sink: Sink): void {
  for (const [key, value] of Object.entries(of(metadata['annotations'])))
    if (key !== LAST_APPLIED) walk([...trail, 'metadata', 'annotations', key], key, value, sink);
}

/** Where the template of the pods is. */
const TEMPLATE_AT: Readonly<Record<string, Trail>> = {
  PodTemplate: ['template'],
  ReplicationController: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

function lookIntoTemplate(at: Trail, object: Fields, sink: Sink): void {
  const template = of(at.reduce<unknown>((value, key) => of(value)[key], object));
  lookIntoAnnotations(at, of(template['metadata']), sink);
  lookIntoPod([...at, 'spec'], of(template['spec']), sink);
}

/** Custom resources of which any part may be one: parameters, values and templates of Argo CD and Flux. */
const WHOLE: ReadonlySet<string> = new Set([
  'Application',
  'ApplicationSet',
  'HelmRelease',
  'Kustomization',
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
]);

/** Calls `sink` with every text in an object that may be a credential, but for kubectl's copy of it. */
export function lookInto(kind: string, object: Fields, sink: Sink): void {
  lookIntoAnnotations([], of(object['metadata']), sink);
  if (kind === 'ConfigMap') return lookIntoConfigMap(object, sink);
  if (kind === 'Pod') return lookIntoPod(['spec'], of(object['spec']), sink);
  const at = TEMPLATE_AT[kind];
  if (at !== undefined) return lookIntoTemplate(at, object, sink);
  if (WHOLE.has(kind)) for (const field of ['spec', 'operation']) walk([field], '', object[field], sink);
}

/** kubectl's copy of an object, in its annotations, and the path of it. */
export function lastApplied(object: Fields): { readonly path: string; readonly text: string } | undefined {
  const text = of(of(object['metadata'])['annotations'])[LAST_APPLIED];
  return typeof text === 'string' ? { path: pathOf(['metadata', 'annotations', LAST_APPLIED]), text } : undefined;
}
