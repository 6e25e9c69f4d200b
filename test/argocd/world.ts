import { join } from 'node:path';
import { applyArgoCd } from '../support/argocd.ts';
import type { ControlPlane } from '../support/controlplane.ts';
import { type AnyObject, types } from '../support/api.ts';
import { applyOverlay, type Overlay } from '../support/operator-account.ts';
import { createWorld, type World } from '../support/world.ts';
import { type Applications, applications } from './applications.ts';
import { ARGO_CD_VERSION } from './build.ts';
import { createRepository, type GitRepository } from './git.ts';
import { startNode } from './node.ts';
import { type ArgoCdProcesses, startArgoCdProcesses } from './processes.ts';

/** A cluster in which the real Argo CD runs, with a repository that it deploys from. */
export interface ArgoCdWorld extends World, AsyncDisposable {
  readonly argocd: ArgoCdProcesses;
  readonly apps: Applications;
  readonly git: GitRepository;
  /** Installs the operator as config/enforce does, with more overlays beside it: the node runs it. */
  readonly installOperator: (...overlays: readonly Overlay[]) => Promise<void>;
  /** Applies an object as the cluster administrator, in its own namespace. */
  readonly put: (object: object) => Promise<AnyObject>;
}

export interface ArgoCdWorldOptions {
  /** The API server's audit log is written. */
  readonly audit?: boolean;
  /** Argo CD checks signatures. */
  readonly gpg?: boolean;
  /** Argo CD corrects what differs from Git once a second, for ever, and does not wait longer each time. */
  readonly stubborn?: boolean;
  /** A repository that is there already, from another cluster. */
  readonly git?: GitRepository;
}

/** Starts a control plane and Argo CD in it. The operator is not there yet. */
export async function createArgoCdWorld(options: ArgoCdWorldOptions = {}): Promise<ArgoCdWorld> {
  if (process.env['CLUSTER'] === 'current') throw new Error('these tests need a cluster of their own: unset CLUSTER');
  const world = await createWorld({ audit: options.audit === true });
  const { cluster } = world;
  const running = new AsyncDisposableStack();
  running.defer(cluster.stop);
  try {
    await installArgoCd(world, cluster);
    running.use(startNode(cluster));
    const kubeconfig = await cluster.serviceAccountKubeconfig('argocd', 'argocd-application-controller');
    const dir = join(cluster.dir, 'argocd');
    const { gpg = false, stubborn = false } = options;
    const argocd = running.use(await startArgoCdProcesses({ dir, kubeconfig, gpg, stubborn }));
    const git = options.git ?? (await createRepository(join(cluster.dir, 'git')));
    const stack = running.move();
    return {
      ...world,
      argocd,
      git,
      apps: applications(world.admin),
      installOperator: async (...overlays) => {
        for (const overlay of ['enforce', ...overlays] as const) await applyOverlay(cluster, overlay);
      },
      put: async (object) => put(world, object as AnyObject),
      [Symbol.asyncDispose]: async () => stack.disposeAsync(),
    };
  } finally {
    await running.disposeAsync();
  }
}

/**
 * As the manifests of the release do it, with what argocd-server and the secret-init container add in a real cluster,
 * and with the health check of policies.
 */
async function installArgoCd(world: World, { kubeconfig }: ControlPlane): Promise<void> {
  await applyArgoCd(kubeconfig, ARGO_CD_VERSION, 'install');
  const secret = (name: string, stringData: object): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    stringData,
  });
  await world.admin.apply(types.secret, secret('argocd-redis', { auth: '' }));
  await world.admin.apply(types.secret, secret('argocd-secret', { 'server.secretkey': 'only-for-tests' }));
  await world.admin.apply(types.appProject, OPEN_DEFAULT);
  await world.kubectl('apply', '--server-side', '-k', 'config/argocd/health');
}

/** What argocd-server creates when there is none. */
const OPEN_DEFAULT = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'default', namespace: 'argocd' },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ namespace: '*', server: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
};

async function put({ admin }: World, object: AnyObject): Promise<AnyObject> {
  const type = Object.values(types).find(({ kind }) => kind === object.kind);
  if (type === undefined) throw new Error(`tests do not know ${object.kind}`);
  return admin.apply(type, object);
}
