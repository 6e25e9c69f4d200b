import type { Container, ContainerPort, KubeObject, Labels, NetworkPolicy, ObjectMeta } from '../../api/kube.ts';

/**
 * What is kept of the objects that are audited: what rules read, and no more. The fields have Kubernetes' own names and
 * types. Values that may be secret are looked at when an object is read, and never kept.
 */

/** Plaintext credentials that were found in an object when it was read: where, and of what sort. */
export interface Exposure {
  /** Such as `data.password`, or `spec.template.spec.containers[0].env[2].value`. */
  readonly path: string;
  /** The id of the family of patterns, such as `aws-access-key`. */
  readonly family: string;
}

/** Who keeps an object in accordance with something outside the cluster. */
export interface Tracking {
  readonly by: 'ArgoCD' | 'Flux' | 'Helm';
  /** The Application, as namespace/name or name; the Kustomization or HelmRelease, as namespace/name; the Helm release. */
  readonly id: string;
}

/** Somebody who wrote fields of an object, as Kubernetes recorded it. */
export interface Edit {
  readonly manager: string;
  readonly operation: string;
  /** RFC 3339; empty where none is recorded. */
  readonly time: string;
  /** Some of the fields, such as `spec.replicas`, sorted. */
  readonly fields: readonly string[];
}

/** What is kept of every object that is audited. */
export interface Seen extends KubeObject {
  readonly tracking?: Tracking;
  /** Of tracked objects only: who wrote it, beside whoever tracks it and the parts of Kubernetes that do so by design. */
  readonly edits?: readonly Edit[];
  readonly exposed?: readonly Exposure[];
  /** Whether another object owns it: what made it, mostly, and takes it along when it goes. */
  readonly owned?: true;
}

export interface Capabilities {
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
}

interface TypedProfile {
  readonly type?: string;
  readonly localhostProfile?: string;
}

interface SharedSecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly seccompProfile?: TypedProfile;
  readonly appArmorProfile?: TypedProfile;
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

export interface PodSecurityContext extends SharedSecurityContext {
  readonly sysctls?: readonly { readonly name: string }[];
}

export interface SecurityContext extends SharedSecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly procMount?: string;
  readonly capabilities?: Capabilities;
}

export interface AuditedContainer extends Pick<Container, 'name' | 'image'> {
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly (ContainerPort & { readonly hostPort?: number })[];
  /** Paths of probes and handlers in the container that name a host, such as `livenessProbe.httpGet.host`. */
  readonly hosts?: readonly string[];
  /** Environment variables that come from Secrets: by their path in the container, such as `env[0]` or `envFrom[1]`. */
  readonly secretEnv?: readonly string[];
  readonly hasLimits?: boolean;
}

/** A volume, and the field that says of what type it is; `emptyDir` where there is none, as the API server has it. */
export interface AuditedVolume {
  readonly name: string;
  readonly type: string;
}

export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
export type ContainerList = (typeof CONTAINER_LISTS)[number];

/** A PodSpec: core/v1. */
export interface AuditedPod extends Readonly<Record<ContainerList, readonly AuditedContainer[]>> {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly os?: { readonly name?: string };
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: PodSecurityContext;
  readonly volumes: readonly AuditedVolume[];
}

export interface Controller {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A Pod, or what Pods are made from: PodTemplate, ReplicationController, and the kinds of apps and batch. */
export interface AuditedWorkload extends Seen {
  /** Where the PodSpec is in the object: `spec`, `spec.template.spec`, `template.spec` or `spec.jobTemplate.spec.template.spec`. */
  readonly podPath: string;
  readonly pod: AuditedPod;
  readonly podLabels: Labels;
  /** Of the Pod: those of AppArmor and seccomp alone. */
  readonly podAnnotations: Labels;
  /** What made it, by its owner reference with `controller: true`. */
  readonly controller?: Controller;
  /** Of kinds that have it. */
  readonly replicas?: number;
  /** The same for two whose pods are alike in everything that rules read. */
  readonly likeness: string;
}

export interface AuditedService extends Seen {
  readonly spec: {
    readonly type: string;
    readonly selector?: Labels;
    readonly ports: readonly {
      readonly port: number;
      readonly protocol: string;
      readonly targetPort?: number | string;
      readonly nodePort?: number;
    }[];
    readonly externalIPs: readonly string[];
    readonly loadBalancerSourceRanges: readonly string[];
    readonly externalTrafficPolicy?: string;
    readonly allocateLoadBalancerNodePorts?: boolean;
  };
  /** The annotations that ask a cloud for an internal load balancer, by their keys and values. */
  readonly internal: boolean;
}

export interface AuditedIngress extends Seen {
  readonly hosts: readonly string[];
  /** The lists of hosts of `spec.tls`; an entry without hosts is empty. */
  readonly tls: readonly (readonly string[])[];
  readonly hasDefaultBackend: boolean;
}

export interface AuditedNamespace extends Seen {
  readonly metadata: ObjectMeta;
}

export interface AuditedServiceAccount extends Seen {
  readonly automountServiceAccountToken?: boolean;
}

/** Metadata alone; and what of it tells who keeps the Secret, and since when its data is what it is. */
export interface AuditedSecret extends Seen {
  readonly type?: string;
  /** Who keeps it, such as `External Secrets`; undefined where nobody is known to. */
  readonly managedBy?: string;
  /** Why it needs no keeper, such as `cert-manager` or `Helm release`; undefined where it does. */
  readonly exempt?: string;
  /** Whether its annotation kubectl.kubernetes.io/last-applied-configuration holds it, data and all. */
  readonly appliedByHand: boolean;
  /** When its data was last written, as far as Kubernetes tells: RFC 3339. */
  readonly changed: string;
  /** Whom it is sealed for, where that is more than this Secret alone. */
  readonly sealedFor?: 'cluster' | 'namespace';
  /** Whether what tracks it has written it, and none of its data. */
  readonly deployedEmpty?: true;
}

/** Of Flux, or any other custom resource that a rule of ours reads: as it is, but for what may be secret. */
export interface AuditedResource extends Seen {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Every sort of object that rules look at one by one. */
export interface Subjects {
  readonly workload: AuditedWorkload;
  readonly service: AuditedService;
  readonly ingress: AuditedIngress;
  readonly configMap: Seen;
  readonly secret: AuditedSecret;
  readonly serviceAccount: AuditedServiceAccount;
  readonly networkPolicy: NetworkPolicy & Seen;
  readonly namespace: AuditedNamespace;
  readonly application: Seen;
  readonly applicationSet: Seen;
  readonly flux: AuditedResource;
}

export type SubjectName = keyof Subjects;
