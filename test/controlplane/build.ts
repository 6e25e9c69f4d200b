import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goBuild, goVersion as versionOfGo } from '../support/go-build.ts';
import { components } from './protocol.ts';

const source = fileURLToPath(new URL('.', import.meta.url));

/** The Go toolchain that builds the control plane; undefined without Go. */
export const goVersion = async (): Promise<string | undefined> => versionOfGo(source);

/** Folder with the three binaries, built when they are not in the cache. */
export async function build(goVersion: string): Promise<string> {
  const program = {
    name: 'controlplane',
    title: 'the control plane',
    duration: '10 minutes',
    source,
    files: ['go.mod', 'go.sum', 'main.go'],
    target: '.',
    stamps: versionStamps(),
    aliases: components,
  };
  return goBuild(program, goVersion);
}

/** Kubernetes' version, as its release build stamps it; kubectl complains about servers without. */
function versionStamps(): Readonly<Record<string, string>> {
  const version = /^\tk8s\.io\/kubernetes v(\d+)\.(\d+)\.\d+$/m.exec(readFileSync(join(source, 'go.mod'), 'utf8'));
  if (!version) throw new Error('go.mod requires no release of k8s.io/kubernetes');
  const [required, major = '', minor = ''] = version;
  const variable = (name: string): string => `k8s.io/component-base/version.${name}`;
  return {
    [variable('gitVersion')]: required.trim().split(' ')[1] ?? '',
    [variable('gitMajor')]: major,
    [variable('gitMinor')]: minor,
  };
}
