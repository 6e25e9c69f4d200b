import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Files } from './git.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Where config/argocd says that the operator and the policies are. */
const OPERATOR = 'https://github.com/example/gitops-security-operator';
const POLICIES = 'https://github.com/example/gitops';

export const POLICY = 'infrastructure/gitops-security/policy.yaml';

/** A policy as it would stand in Git. */
export const policy = (spec: object): string =>
  stringify({
    apiVersion: 'gitops-security.io/v1alpha1',
    kind: 'GitOpsSecurityPolicy',
    metadata: { name: 'homelab' },
    spec: { mode: 'Enforce', argocd: { namespace: 'argocd' }, ...spec },
  });

/** The operator as this checkout has it, as somebody has it who copied it into his repository, under `operator/`. */
export async function operatorFiles(): Promise<Files> {
  const files = await Promise.all(
    ['crds', 'config'].map(async (folder) => {
      const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    }),
  );
  const texts = files
    .flat()
    .map(async (path) => [join('operator', relative(checkout, path)), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** config/argocd, for a repository that has the operator under `operator/` and the policies where they are expected. */
export async function infrastructure(url: string): Promise<Files> {
  const files = ['project.yaml', 'operator.yaml', 'policy.yaml'].map(async (name) => {
    const text = await readFile(join(checkout, 'config/argocd', name), 'utf8');
    const adapted = text
      .replaceAll(new RegExp(`${OPERATOR}$`, 'gm'), url)
      .replaceAll(new RegExp(`${POLICIES}$`, 'gm'), url)
      .replace(/targetRevision: v.*/, 'targetRevision: main')
      .replace('path: config/', 'path: operator/config/');
    return [join('root', name), adapted] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

/** What an application deploys: something that runs, and its settings. */
export function web(namespace: string, version: string): string {
  const labels = { app: 'web' };
  const container = { name: 'web', image: `registry.example.com/web:${version}` };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
  return [settings(namespace, version), stringify(deployment)].join('---\n');
}

/** The least that can be deployed. */
export const settings = (namespace: string, version: string): string =>
  stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace }, data: { version } });
