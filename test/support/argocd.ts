import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { KubeObject } from '../../src/api/kube.ts';
import { goModule } from './go-module.ts';
import { kubectl } from './kubectl.ts';

/** The releases that are tried: one of each line that differs for us. */
export const argoCdVersions = ['v2.14.21', 'v3.2.11', 'v3.4.5', 'v3.5.7'] as const;
export type ArgoCdVersion = (typeof argoCdVersions)[number];

/** What a release ships ready to apply, in its folder `manifests`. */
const files = {
  install: 'install.yaml',
  ha: 'ha/install.yaml',
  hydrator: 'install-with-hydrator.yaml',
  core: 'core-install.yaml',
} as const;
export type ArgoCdFlavour = keyof typeof files;
export const argoCdFlavours = Object.keys(files) as readonly ArgoCdFlavour[];

export interface ArgoCdManifests {
  readonly path: string;
  readonly documents: readonly KubeObject[];
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/**
 * The manifests of a release as it ships them, from Argo CD's Go module (checked against Go's checksum database).
 *
 * @param kinds leaves out the others before they are parsed: the CRDs are nearly all of the text
 */
export async function argoCdManifests(
  version: ArgoCdVersion,
  flavour: ArgoCdFlavour,
  kinds?: readonly string[],
): Promise<ArgoCdManifests> {
  const path = join(await moduleFolder(version), 'manifests', files[flavour]);
  const wanted = (text: string): boolean => kinds?.includes(/^kind: (\w+)$/m.exec(text)?.[1] ?? '') ?? true;
  const documents = (await readFile(path, 'utf8'))
    .split(/^---$/m)
    .filter(wanted)
    .map((text) => parse(text) as unknown)
    .filter((document) => document !== null)
    .map((document) => objectSchema.parse(document));
  return { path, documents };
}

/** Installs Argo CD's objects into a namespace, which is created when missing. Nothing runs without nodes. */
export async function applyArgoCd(
  kubeconfig: string,
  version: ArgoCdVersion,
  flavour: ArgoCdFlavour,
  namespace = 'argocd',
): Promise<void> {
  const { documents } = await argoCdManifests(version, flavour);
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...documents.map((document) => withSubjectsIn(namespace, document)),
  ];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(
    kubeconfig,
    ['apply', `--namespace=${namespace}`, '--server-side', '--force-conflicts', '-f', '-'],
    list,
  );
}

const moduleFolder = async (version: ArgoCdVersion): Promise<string> =>
  goModule(`github.com/argoproj/argo-cd/${version.split('.')[0]}@${version}`);

/** The manifests name no namespace but in the subjects of ClusterRoleBindings, which say `argocd`. */
function withSubjectsIn(namespace: string, document: KubeObject): KubeObject {
  const binding = z.looseObject({ kind: z.literal('ClusterRoleBinding'), subjects: z.array(z.looseObject({})) });
  const { data } = binding.safeParse(document);
  if (!data) return document;
  const moved = { ...document, subjects: data.subjects.map((subject) => ({ ...subject, namespace })) };
  return moved;
}
