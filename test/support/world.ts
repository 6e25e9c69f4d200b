import assert from 'node:assert/strict';
import { type Status, status as statusSchema } from '../../src/api/status.ts';
import { type AnyObject, type Api, connect, types } from './api.ts';
import { argoCdManifests, type ArgoCdFlavour, type ArgoCdVersion } from './argocd.ts';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './controlplane.ts';
import { eventually } from './eventually.ts';
import { kubectl } from './kubectl.ts';

/** A control plane that knows the resource, with the people who use it: no operator runs in it yet. */
export interface World {
  readonly cluster: ControlPlane;
  /** Who installs Argo CD and writes policies. */
  readonly admin: Api;
  /** Who changes what is not theirs. */
  readonly mallory: Api;
  /** The cluster administrator's kubectl. */
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** Applies YAML as the cluster administrator. */
  readonly applyManifest: (text: string) => Promise<string>;
  /** Creates the namespace and, in it, what Argo CD is made of. */
  readonly installArgoCd: (namespace: string, version?: ArgoCdVersion, flavour?: ArgoCdFlavour) => Promise<void>;
  /** Applies a policy; `spec.argocd.namespace` is its name unless said otherwise. */
  readonly applyPolicy: (name: string, spec: object) => Promise<AnyObject>;
  readonly status: (policy: string) => Promise<Status>;
  /** Waits until the status is about the policy as it is now, and says: `{Ready: 'True', InSync: 'False/Drifted'}`. */
  readonly settled: (policy: string, conditions: Readonly<Record<string, string>>) => Promise<Status>;
  /** Names of the NetworkPolicies in a namespace that a policy generated, sorted. */
  readonly generated: (namespace: string, policy?: string) => Promise<readonly AnyObject[]>;
}

export const ARGO_CD: ArgoCdVersion = 'v3.5.7';
const CRD = 'gitopssecuritypolicies.gitops-security.io';

/** What matters to us of an install, besides its CRDs. */
const INSTALLED = {
  Deployment: types.deployment,
  StatefulSet: types.statefulSet,
  NetworkPolicy: types.networkPolicy,
  ConfigMap: types.configMap,
};

export async function createWorld(options: ControlPlaneOptions = {}): Promise<World> {
  const cluster = await startControlPlane(options);
  const admin = connect(cluster.kubeconfig, 'admin');
  const run = async (...args: readonly string[]): Promise<string> => kubectl(cluster.kubeconfig, args);
  await run('apply', '--server-side', '-f', 'crds/');
  await installArgoCdCrds(admin);
  await run('wait', '--for=condition=Established', `crd/${CRD}`, 'crd/applications.argoproj.io', '--timeout=30s');
  await eventually(async () => admin.list(types.policy));
  const status = async (policy: string): Promise<Status> => readStatus(await admin.get(types.policy, { name: policy }));
  return {
    cluster,
    admin,
    mallory: connect(cluster.kubeconfig, 'mallory'),
    kubectl: run,
    applyManifest: async (manifest) => kubectl(cluster.kubeconfig, ['apply', '-f', '-'], manifest),
    installArgoCd: async (namespace, version = ARGO_CD, flavour = 'install') =>
      installArgoCd(admin, namespace, version, flavour),
    applyPolicy: async (name, spec) =>
      admin.apply(types.policy, {
        apiVersion: 'gitops-security.io/v1alpha1',
        kind: 'GitOpsSecurityPolicy',
        metadata: { name },
        spec: { argocd: { namespace: name }, ...spec },
      }),
    status,
    settled: async (policy, conditions) =>
      eventually(async () => {
        const object = await admin.get(types.policy, { name: policy });
        const found = readStatus(object);
        assert.equal(found.observedGeneration, object.metadata.generation);
        for (const [type, wanted] of Object.entries(conditions)) {
          const { status: state, reason } = condition(found, type);
          assert.equal(wanted.includes('/') ? `${state}/${reason}` : state, wanted, text(found));
        }
        return found;
      }),
    generated: async (namespace, policy = namespace) =>
      (await admin.list(types.networkPolicy, namespace))
        .filter(({ metadata }) => metadata.labels?.['gitops-security.io/policy'] === policy)
        .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
  };
}

const readStatus = (object: AnyObject): Status => statusSchema.parse(object['status'] ?? {});

/** What a status says, for the message of a failed assertion. */
const text = ({ conditions }: Status): string =>
  conditions.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`).join('\n');

/** The condition of one type. */
export function condition({ conditions }: Status, type: string): { status: string; reason: string; message: string } {
  const found = conditions.find((entry) => entry.type === type);
  return found ?? { status: 'absent', reason: 'absent', message: '' };
}

async function installArgoCdCrds(admin: Api): Promise<void> {
  const { documents } = await argoCdManifests(ARGO_CD, 'install', ['CustomResourceDefinition']);
  await Promise.all(documents.map(async (crd) => admin.apply(types.crd, crd)));
}

async function installArgoCd(admin: Api, namespace: string, version: ArgoCdVersion, flavour: ArgoCdFlavour) {
  const { documents } = await argoCdManifests(version, flavour, Object.keys(INSTALLED));
  await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await Promise.all(
    Object.entries(INSTALLED).flatMap(([kind, type]) =>
      documents
        .filter((document) => document.kind === kind)
        .map(async (document) => admin.apply(type, { ...document, metadata: { ...document.metadata, namespace } })),
    ),
  );
}
