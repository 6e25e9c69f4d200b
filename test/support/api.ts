import type { KubeObject, NetworkPolicy, ObjectMeta } from '../../src/api/kube.ts';
import { createWriter } from '../../src/engine/apply.ts';
import { ApiError } from '../../src/engine/errors.ts';
import {
  apiVersionOf,
  collectionPath,
  objectPath,
  type ObjectRef,
  type ResourceType,
  resourceType,
} from '../../src/engine/object.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';

/** The kinds that tests write or read. */
export const types = {
  policy: resourceType('gitops-security.io', 'v1alpha1', 'gitopssecuritypolicies', 'GitOpsSecurityPolicy'),
  networkPolicy: resourceType('networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy'),
  namespace: resourceType('', 'v1', 'namespaces', 'Namespace'),
  endpointSlice: resourceType('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  event: resourceType('events.k8s.io', 'v1', 'events', 'Event'),
  deployment: resourceType('apps', 'v1', 'deployments', 'Deployment'),
  statefulSet: resourceType('apps', 'v1', 'statefulsets', 'StatefulSet'),
  application: resourceType('argoproj.io', 'v1alpha1', 'applications', 'Application'),
  appProject: resourceType('argoproj.io', 'v1alpha1', 'appprojects', 'AppProject'),
  configMap: resourceType('', 'v1', 'configmaps', 'ConfigMap'),
  secret: resourceType('', 'v1', 'secrets', 'Secret'),
  serviceAccount: resourceType('', 'v1', 'serviceaccounts', 'ServiceAccount'),
  role: resourceType('rbac.authorization.k8s.io', 'v1', 'roles', 'Role'),
  roleBinding: resourceType('rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding'),
  crd: resourceType('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition'),
} as const;

export type AnyObject = KubeObject & { readonly metadata: ObjectMeta; readonly [field: string]: unknown };

/** An API server as one person sees it: everything is raw JSON. Fails with an ApiError. */
export interface Api {
  readonly get: (type: ResourceType, ref: ObjectRef) => Promise<AnyObject>;
  /** Undefined where there is none. */
  readonly find: (type: ResourceType, ref: ObjectRef) => Promise<AnyObject | undefined>;
  readonly list: (type: ResourceType, namespace?: string) => Promise<readonly AnyObject[]>;
  /** Server-side apply, forced; with `dryRun` nothing is stored. */
  readonly apply: (type: ResourceType, object: object, dryRun?: boolean) => Promise<AnyObject>;
  readonly create: (type: ResourceType, object: object) => Promise<AnyObject>;
  /** JSON merge patch. */
  readonly patch: (type: ResourceType, ref: ObjectRef, patch: object) => Promise<AnyObject>;
  readonly remove: (type: ResourceType, ref: ObjectRef) => Promise<void>;
}

/** @param manager the field manager that this person's changes are recorded for */
export function connect(kubeconfig: string, manager: string): Api {
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const writer = createWriter(transport, manager);
  const signal = (): AbortSignal => AbortSignal.timeout(30_000);
  const get: Api['get'] = async (type, ref) =>
    (await transport.request({ method: 'GET', path: objectPath(type, ref) }, signal())) as AnyObject;
  return {
    get,
    find: async (type, ref) => get(type, ref).catch(missing),
    list: async (type, namespace) => {
      const list = await transport.request({ method: 'GET', path: collectionPath(type, namespace) }, signal());
      // Items of a list come without apiVersion and kind.
      return (list as { items: AnyObject[] }).items.map((item) => ({
        ...item,
        apiVersion: apiVersionOf(type),
        kind: type.kind,
      }));
    },
    apply: async (type, object, dryRun = false) => {
      const { metadata } = object as KubeObject;
      const path = `${objectPath(type, metadata)}?fieldManager=${manager}&force=true${dryRun ? '&dryRun=All' : ''}`;
      const call = { method: 'PATCH', path, body: object, contentType: 'application/apply-patch+yaml' } as const;
      return (await transport.request(call, signal())) as AnyObject;
    },
    create: async (type, object) => (await writer.create(type, object as KubeObject, signal())) as AnyObject,
    patch: async (type, ref, patch) => (await writer.merge(type, ref, patch, signal())) as AnyObject,
    remove: async (type, ref) => {
      await transport.request({ method: 'DELETE', path: objectPath(type, ref) }, signal()).catch(missing);
    },
  };
}

function missing(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 404) return undefined;
  throw error;
}

export const specOf = (object: AnyObject | undefined): NetworkPolicy['spec'] =>
  (object as NetworkPolicy | undefined)?.spec;
