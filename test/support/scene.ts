import type { TestFn } from 'ava';
import { type OperatorProcess, startOperator } from './operator.ts';
import { applyOverlay, operatorKubeconfig } from './operator-account.ts';
import { createWorld, type World } from './world.ts';

/** What most tests on a real API server begin with: a world, and an operator in it. */
export interface Scene {
  readonly world: World;
  readonly operator: OperatorProcess;
}

/** Sets the scene before the tests of a file, and strikes it after them, however they end. */
export function setScene(test: TestFn<Scene>, start: (world: World) => Promise<OperatorProcess>): void {
  test.before('a world with an operator', async (t) => {
    const world = await createWorld();
    t.context = { world, operator: await start(world) };
  });
  test.after.always(async (t) => {
    await t.context.operator?.stop();
    await t.context.world?.cluster.stop();
  });
}

/** With the rights of whoever started the control plane: everything. */
export const asAdministrator = async ({ cluster }: World): Promise<OperatorProcess> =>
  startOperator(cluster.kubeconfig);

/** With the rights of config/enforce and config/grants, and with Argo CD in the namespace that they are for. */
export async function asServiceAccount(world: World): Promise<OperatorProcess> {
  await world.kubectl('create', 'namespace', 'argocd');
  await applyOverlay(world.cluster, 'enforce');
  await applyOverlay(world.cluster, 'grants');
  const operator = await startOperator(await operatorKubeconfig(world.cluster));
  await world.installArgoCd('argocd');
  return operator;
}
