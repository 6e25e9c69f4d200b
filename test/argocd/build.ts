import { fileURLToPath } from 'node:url';
import { goBuild, goVersion } from '../support/go-build.ts';

const source = fileURLToPath(new URL('.', import.meta.url));

/** The release whose processes run; go.mod requires the same. */
export const ARGO_CD_VERSION = 'v3.2.11';

/**
 * Folder with Argo CD's one binary under the names that decide what it does, built when it is not in the cache.
 * Throws where there is no Go.
 */
export async function argoCdBinaries(): Promise<string> {
  const version = await goVersion(source);
  if (version === undefined) throw new Error('the end-to-end tests build Argo CD: install Go, or run `make test`');
  const program = {
    name: 'argocd',
    title: `Argo CD ${ARGO_CD_VERSION}`,
    duration: '8 minutes',
    source,
    files: ['go.mod', 'go.sum'],
    target: 'github.com/argoproj/argo-cd/v3/cmd',
    stamps: { 'github.com/argoproj/argo-cd/v3/common.version': ARGO_CD_VERSION.slice(1) },
    aliases: ['argocd-application-controller', 'argocd-repo-server'],
  };
  return goBuild(program, version);
}
