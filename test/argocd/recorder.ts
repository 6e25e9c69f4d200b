import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { type AnyObject, types } from '../support/api.ts';
import { applicationState } from './applications.ts';
import { watchObjects } from './watch.ts';

export interface Recorder extends AsyncDisposable {
  /** All states that Applications were in since it started: `web Synced Healthy`, each once, sorted, with what is OutOfSync. */
  readonly seen: () => readonly string[];
}

/** Watches all Applications, and misses no state that Argo CD wrote. */
export async function recordApplications(kubeconfig: string): Promise<Recorder> {
  const seen = new Set<string>();
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const watch = watchObjects<AnyObject>(transport, types.application, ({ new: object }) => {
    if (object === undefined) return;
    const { sync, health, resources } = applicationState.parse(object['status'] ?? {});
    const others = resources.filter(({ status }) => status === 'OutOfSync').map(({ kind, name }) => `${kind}/${name}`);
    seen.add([object.metadata.name, sync?.status, health?.status, ...others].join(' '));
  });
  await watch.ready;
  return { seen: () => [...seen].toSorted(), [Symbol.asyncDispose]: watch[Symbol.asyncDispose] };
}
