import { hash } from 'node:crypto';
import type { Labels } from '../../../api/kube.ts';
import { byText } from '../../order.ts';
import { APP_ARMOR_PREFIX } from '../../semantics/pod-security/annotations.ts';
import type { AuditedContainer, AuditedPod, AuditedVolume, AuditedWorkload, Exposure } from '../subjects.ts';
import { defined } from './pod-values.ts';

/**
 * What the API server and the admission that is on by default make of a template on its way to a Pod is undone here. The
 * sources are plugin/pkg/admission/{serviceaccount,limitranger}, pkg/apis/core/v1/defaults.go (ports of the host's
 * network), pkg/registry/core/pod/strategy.go (AppArmor: annotations are made of fields, and fields of annotations) and
 * pkg/controller/statefulset (volumes of claim templates).
 */

type Profile = NonNullable<NonNullable<AuditedContainer['securityContext']>['appArmorProfile']>;

const ANNOTATION_TYPES: ReadonlyMap<string, string> = new Map([
  ['RuntimeDefault', 'runtime/default'],
  ['Unconfined', 'unconfined'],
]);

/** A profile as an annotation says it. */
const asAnnotation = ({ type = '', localhostProfile = '' }: Profile): string =>
  ANNOTATION_TYPES.get(type) ?? (type === 'Localhost' ? `localhost/${localhostProfile}` : `type ${type}`);

/** The field and the annotation of a container say the same, or one is made of the other; both count where they do not. */
function appArmorOf({ name, securityContext }: AuditedContainer, pod: AuditedPod, annotations: Labels) {
  const { appArmorProfile: own } = securityContext ?? {};
  const annotation = annotations[APP_ARMOR_PREFIX + name];
  const field = own && asAnnotation(own);
  if (field !== undefined && annotation !== undefined && annotation !== field) return [field, annotation];
  const shared = pod.securityContext?.appArmorProfile;
  return field ?? annotation ?? (shared && asAnnotation(shared));
}

/** Ports of a pod on the host's network are the host's: written into a Pod, and not into a template. */
function portOf(port: NonNullable<AuditedContainer['ports']>[number], hostNetwork: boolean) {
  const { name, containerPort, protocol = 'TCP', hostPort = hostNetwork ? containerPort : undefined } = port;
  return [name, containerPort, protocol, hostPort];
}

/** Without limits, which LimitRanger adds to Pods alone. */
function containerOf(container: AuditedContainer, pod: AuditedPod, annotations: Labels) {
  const { name, image, securityContext = {}, ports = [], hosts, secretEnv } = container;
  const { appArmorProfile: _, ...context } = securityContext;
  return {
    name,
    image,
    hosts,
    secretEnv,
    context: defined(context),
    ports: ports.map((port) => portOf(port, pod.hostNetwork === true)),
    appArmor: appArmorOf(container, pod, annotations),
  };
}

/** The token of the ServiceAccount is mounted into every Pod; claims are made for each Pod of a StatefulSet. */
const isAdded = ({ name, type }: AuditedVolume): boolean =>
  type === 'persistentVolumeClaim' || (type === 'projected' && name.startsWith('kube-api-access-'));

function likePod(pod: AuditedPod, annotations: Labels): object {
  const { initContainers, containers, ephemeralContainers, volumes, serviceAccountName = 'default', ...rest } = pod;
  const list = (some: readonly AuditedContainer[]) => some.map((one) => containerOf(one, pod, annotations));
  return {
    lists: [list(initContainers), list(containers), list(ephemeralContainers)],
    volumes: volumes.filter((volume) => !isAdded(volume)).toSorted(byText(({ name }) => name)),
    serviceAccountName,
    ...rest,
  };
}

/** Those of AppArmor that are about a container of the pod are part of it already. */
function likeAnnotations({ initContainers, containers, ephemeralContainers }: AuditedPod, annotations: Labels) {
  const own = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => APP_ARMOR_PREFIX + name);
  const others = Object.entries(annotations).filter(([key]) => !own.includes(key));
  return others.toSorted(byText(([key]) => key));
}

/** By their path from where the Pod is in the object: its own metadata and spec, and nothing beside them. */
function likeExposures(exposed: readonly Exposure[], podPath: string): string[] {
  const root = podPath.slice(0, -'spec'.length);
  return exposed.flatMap(({ path, family }) => {
    const within = path.startsWith(`${root}spec.`) || path.startsWith(`${root}metadata.`);
    return within ? `${family} ${path.slice(root.length)}` : [];
  });
}

/**
 * A text that is the same for two workloads if rules find the same in their pods; notably for a Pod as it is stored and
 * the template that a controller made it from. Made from what is kept alone: no value that may be secret is part of it.
 */
export function likenessOf({
  pod,
  podAnnotations,
  podPath,
  exposed = [],
}: Pick<AuditedWorkload, 'pod' | 'podAnnotations' | 'podPath' | 'exposed'>): string {
  const like = [
    likePod(pod, podAnnotations),
    likeAnnotations(pod, podAnnotations),
    likeExposures(exposed, podPath).toSorted(),
  ];
  return hash('sha256', JSON.stringify(like), 'buffer').toString('base64url', 0, 16);
}
