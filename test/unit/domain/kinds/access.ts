import fc from 'fast-check';
import type { KubeObject, RoleBinding, Role } from '../../../../src/api/kube.ts';
import { differences } from '../../../../src/domain/differences.ts';
import type { Kind } from '../../../../src/domain/kinds/kind.ts';
import { accountsFor } from '../../../../src/domain/hardening/rbac/impersonation.ts';
import { rolesFor } from '../../../../src/domain/hardening/rbac/roles.ts';
import type { ServiceAccount } from '../../../../src/domain/hardening/rbac/objects.ts';
import { EVERYTHING, input, project, role } from '../hardening/rbac/inputs.ts';

const roles = rolesFor(
  [
    role({ name: 'team', preset: 'tenant', namespaces: ['apps-a'], subjects: [{ kind: 'Group', name: 'team-a' }] }),
    role({
      name: 'named',
      namespaces: ['apps-b'],
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }],
      subjects: [
        { kind: 'User', name: 'max' },
        { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
      ],
    }),
  ],
  input({ held: EVERYTHING }),
);
const accounts = accountsFor([project({})], { projects: ['*'] }, input({ held: EVERYTHING }));
const objects: readonly KubeObject[] = [...roles.desired, ...accounts.desired].map(({ object }) => object);

const ofKind = <T extends KubeObject>(name: string): T[] => objects.filter(({ kind }) => kind === name) as T[];

/** What is generated, of each kind. */
export const generatedRoles = ofKind<Role>('Role');
export const generatedBindings = ofKind<RoleBinding>('RoleBinding');
export const generatedAccounts = ofKind<ServiceAccount>('ServiceAccount');

export const found = (kind: Kind, object: KubeObject, live: object): string[] =>
  differences(object, { ...object, ...live }, kind).map(({ path }) => path);

/** Whatever can travel in JSON, strange keys included. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constant(JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}') as unknown),
);
