import { objectPath } from '../../../src/engine/object.ts';
import type { Api } from '../../support/api.ts';
import { bareConnection, textOf } from '../bare.ts';
import { REPORTS } from './sources.ts';

/** How many reports there are, and the bytes of all as the API server answers with them. */
export async function storedReports(admin: Api, kubeconfig: string): Promise<{ objects: number; bytes: number }> {
  const bare = bareConnection(kubeconfig);
  const outcome = { objects: 0, bytes: 0 };
  for (const type of REPORTS)
    for (const { metadata } of await admin.list(type)) {
      outcome.objects += 1;
      outcome.bytes += Buffer.byteLength(await textOf(bare, objectPath(type, metadata)));
    }
  bare.agent.destroy();
  return outcome;
}

/** Nobody collects them: the collector of garbage does not run. */
export async function removeReports(admin: Api): Promise<void> {
  for (const type of REPORTS) for (const { metadata } of await admin.list(type)) await admin.remove(type, metadata);
}
