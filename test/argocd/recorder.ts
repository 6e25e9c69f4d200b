import type { KubeObject } from '../../src/api/kube.ts';
import { Mirror } from '../../src/engine/mirror.ts';
import { Reflector } from '../../src/engine/reflector.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { type AnyObject, types } from '../support/api.ts';
import { recordingLog } from '../support/recording-log.ts';
import { applicationState } from './applications.ts';

export interface Recorder extends AsyncDisposable {
  /** All states that Applications were in since it started: `web Synced Healthy`, each once, sorted, with what is OutOfSync. */
  readonly seen: () => readonly string[];
}

/** Watches all Applications, and misses no state that Argo CD wrote. */
export async function recordApplications(kubeconfig: string): Promise<Recorder> {
  const seen = new Set<string>();
  const mirror = new Mirror<AnyObject>();
  mirror.onChange(({ new: object }) => {
    if (object === undefined) return;
    const { sync, health, resources } = applicationState.parse(object['status'] ?? {});
    const others = resources.filter(({ status }) => status === 'OutOfSync').map(({ kind, name }) => `${kind}/${name}`);
    seen.add([object.metadata.name, sync?.status, health?.status, ...others].join(' '));
  });
  const project = (raw: KubeObject): AnyObject => raw as AnyObject;
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const reflector = new Reflector({ type: types.application, project }, mirror, transport, recordingLog());
  const stop = new AbortController();
  const done = reflector.run(stop.signal);
  await reflector.ready;
  return {
    seen: () => [...seen].toSorted(),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
    },
  };
}
