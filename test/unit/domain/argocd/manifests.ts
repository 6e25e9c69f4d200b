import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Workload } from '../../../../src/api/kube.ts';

/** Minors that are supported or in wide use, as Go modules. */
export const VERSIONS = ['v2@v2.14.21', 'v3@v3.2.11', 'v3@v3.4.5', 'v3@v3.5.7'] as const;

export const FLAVOURS = [
  'install.yaml',
  'ha/install.yaml',
  'install-with-hydrator.yaml',
  'ha/install-with-hydrator.yaml',
  'core-install.yaml',
] as const;

export type Version = (typeof VERSIONS)[number];
export type Flavour = (typeof FLAVOURS)[number];

/**
 * The workloads in a manifest of an Argo CD release, which ships in the release's Go module. Only their part of it is
 * parsed: the custom resource definitions beside them take seconds.
 */
export async function argoCdWorkloads(version: Version, flavour: Flavour): Promise<readonly Workload[]> {
  const module = `github.com/argoproj/argo-cd/${version}`;
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module]);
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const manifest = await readFile(join(Dir, 'manifests', flavour), 'utf8');
  return manifest
    .split(/^---$/m)
    .filter((text) => /^kind: (Deployment|StatefulSet)$/m.test(text))
    .map((text) => parse(text) as Workload);
}
