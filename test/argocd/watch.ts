import type { KubeObject } from '../../src/api/kube.ts';
import { type Change, Mirror } from '../../src/engine/mirror.ts';
import type { ResourceType } from '../../src/engine/object.ts';
import { Reflector } from '../../src/engine/reflector.ts';
import type { Transport } from '../../src/engine/transport.ts';
import { recordingLog } from '../support/recording-log.ts';

export interface Watch extends AsyncDisposable {
  /** Fulfilled when what was there already has been told. */
  readonly ready: Promise<void>;
}

/** Tells every change of a kind in the whole cluster, beginning with what is there, until it is disposed of. */
export function watchObjects<T extends KubeObject>(
  transport: Transport,
  type: ResourceType,
  onChange: (change: Change<T>) => void,
): Watch {
  const mirror = new Mirror<T>();
  mirror.onChange(onChange);
  const reflector = new Reflector({ type, project: (raw) => raw as T }, mirror, transport, recordingLog());
  const stop = new AbortController();
  const done = reflector.run(stop.signal);
  return {
    ready: reflector.ready,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
    },
  };
}
