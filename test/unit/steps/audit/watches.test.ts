import test from 'ava';
import type { KubeObject } from '../../../../src/engine/object.ts';
import { createAuditWatches } from '../../../../src/steps/audit/watches.ts';
import { recordingLog } from '../../../support/recording-log.ts';

const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'old' } };

test('what is not watched any more is not there any more: what was found in it goes', (t) => {
  const silent = async (): Promise<never> => new Promise(() => undefined);
  const gone: string[] = [];
  const watches = createAuditWatches({ request: silent, stream: silent }, recordingLog(), AbortSignal.abort(), {
    onStart: (name, mirror) => {
      mirror.onChange(({ key, new: now }) => now === undefined && gone.push(`${name} ${key}`));
      mirror.put(secret);
    },
  });
  watches.want('argocd', ['allSecrets', 'pods']);
  watches.want('argocd', ['pods']);
  t.deepEqual(gone, ['allSecrets shop/old']);
  t.is(watches.mirror('allSecrets'), undefined);
});
