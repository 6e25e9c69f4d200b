import type { RoleItem } from '../../../api/rbac.ts';
import { byText } from '../../order.ts';
import { ownedMetadata } from '../metadata.ts';
import { bindingName, roleName } from './names.ts';
import { type Selection, selectNamespaces } from './namespaces.ts';
import { normalRules, RBAC, role, roleBinding } from './objects.ts';
import { generate, type Part, type RbacInput, type RbacObjects } from './part.ts';
import { PRESETS } from './presets.ts';
import { matchesWildcard } from './wildcard.ts';

export interface GeneratedRoles extends RbacObjects {
  /** Names and globs of namespaces that match none, by role. */
  readonly unmatched: readonly { readonly role: string; readonly pattern: string }[];
  /** Namespaces that a glob or selector matches, and that are only meant where they are named. */
  readonly passedOver: readonly { readonly role: string; readonly namespace: string }[];
}

interface Chosen {
  readonly item: RoleItem;
  readonly selection: Selection;
}

function partOf({ item, selection }: Chosen, { owner }: RbacInput): Part {
  const { name: label, preset, subjects } = item;
  const name = roleName(owner.name, label);
  const rules = normalRules(preset === undefined ? item.rules : PRESETS[preset].rules);
  return {
    kind: 'Role',
    name,
    role: label,
    rules,
    names: [`Role/${name}`, `RoleBinding/${bindingName(name)}`],
    namespaces: selection.namespaces,
    objectsIn: (namespace) => {
      const object = role(ownedMetadata(owner, { name, namespace, component: RBAC }), rules);
      return [object, roleBinding(object, subjects)];
    },
  };
}

/**
 * A Role and a RoleBinding for each role of the policy and each of its namespaces, sorted, each Role before its binding.
 * What the operator may not grant is not generated, nor is anything when it would be too much: see {@link generate}.
 * The namespaces of Kubernetes, Argo CD and the operator get a role only where it names them, not by a glob or a selector.
 */
export function rolesFor(items: readonly RoleItem[], input: RbacInput): GeneratedRoles {
  const all = items.toSorted(byText(({ name }) => name)).map((item) => ({
    item,
    selection: selectNamespaces(item.namespaces, item.namespaceSelector, input.namespaces, matchesWildcard),
  }));
  const parts = all.map((each) => partOf(each, input));
  return {
    ...generate(parts, 'spec.rbac.roles', input),
    unmatched: all.flatMap(({ item, selection }) =>
      selection.unmatched.map((pattern) => ({ role: item.name, pattern })),
    ),
    passedOver: all.flatMap(({ item, selection }) =>
      selection.passedOver.map((namespace) => ({ role: item.name, namespace })),
    ),
  };
}
