import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Role, RoleBinding } from '../../../../../src/api/kube.ts';
import { goModule } from '../../../../support/go-module.ts';

/** The release whose control plane the other tests run. */
const KUBERNETES = 'k8s.io/kubernetes@v1.36.3';
const FOLDER = 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata';
const FILES = [
  // With every feature: a superset of the roles without.
  'cluster-roles-featuregates',
  'cluster-role-bindings',
  'controller-roles',
  'controller-role-bindings',
  'namespace-roles',
  'namespace-role-bindings',
];

const list = z.object({ items: z.array(z.looseObject({ kind: z.string() })) });

/** The roles and bindings that an API server makes for itself, as Kubernetes' own tests have them. */
export async function bootstrapPolicy(): Promise<readonly (Role | RoleBinding)[]> {
  const folder = join(await goModule(KUBERNETES), FOLDER);
  const texts = FILES.map((name) => readFileSync(join(folder, `${name}.yaml`), 'utf8'));
  return texts.flatMap((text) => list.parse(parse(text)).items as unknown[] as (Role | RoleBinding)[]);
}

export const isBinding = (object: Role | RoleBinding): object is RoleBinding => 'roleRef' in object;
