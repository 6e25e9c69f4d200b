import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { goModule } from '../../../../support/go-module.ts';

/** A Pod that upstream's own tests have for a level and a version. */
export interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
  readonly passes: boolean;
  /** Its file, which is named after the check that it is for, in lower case, and a number. */
  readonly file: string;
  readonly pod: KubeObject;
}

/** All fixtures of pod-security-admission: for every level, version and check, Pods that pass and Pods that do not. */
export async function upstreamFixtures(): Promise<Fixture[]> {
  const root = join(await goModule('k8s.io/pod-security-admission@v0.37.0'), 'test', 'testdata');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted();
  return Promise.all(files.map((path) => fixture(root, path)));
}

async function fixture(root: string, path: string): Promise<Fixture> {
  const [level, version = '', outcome, file = ''] = path.split('/');
  if (level !== 'baseline' && level !== 'restricted') throw new Error(`no level: ${path}`);
  const pod = parse(await readFile(join(root, path), 'utf8')) as KubeObject;
  return { level, version, passes: outcome === 'pass', file, pod };
}

/** The fixture's name of the check that it is for. */
export const checkOf = ({ file }: Fixture): string => file.replace(/\d+\.yaml$/, '');
