import { byText } from '../../order.ts';
import { type Grant, type NamedObject, objectText } from './binding.ts';
import { grantsTo, type RbacGraph } from './graph.ts';
import { shortened } from './objects.ts';
import { ALL_POWERS, type Power, type PowerGiven, powersOf } from './powers.ts';
import type { Rule } from './rule.ts';
import { type ServiceAccountName, serviceAccountUser } from './subject.ts';

/** A power of a ServiceAccount, and where from; for a status: short, and bounded. */
export interface HeldPower {
  readonly serviceAccount: ServiceAccountName;
  readonly power: Power;
  /** Only over objects of certain names. */
  readonly named: boolean;
  /** Where: none is the whole cluster. The first few. */
  readonly namespaces: readonly string[];
  /** How many namespaces there are besides. */
  readonly moreNamespaces: number;
  /** The first few bindings that give it. */
  readonly bindings: readonly NamedObject[];
}

const MAX_NAMESPACES = 10;
const MAX_BINDINGS = 3;

interface Entry extends PowerGiven {
  readonly namespace: string | undefined;
  readonly binding: NamedObject;
}

/** The powers that each binding gives; found out once for rules that many share. */
function entriesOf(grants: readonly Grant[]): readonly Entry[] {
  const known = new Map<readonly Rule[], Map<string, readonly PowerGiven[]>>();
  return grants.flatMap(({ rules, namespace, binding }) => {
    const where = namespace === undefined ? 'cluster' : 'namespace';
    const byScope = known.get(rules) ?? new Map<string, readonly PowerGiven[]>();
    const powers = byScope.get(where) ?? powersOf(rules, where);
    known.set(rules, byScope.set(where, powers));
    return powers.map((given) => ({ ...given, namespace, binding }));
  });
}

const groupOf = (power: Power, named: boolean): string => `${power} ${named}`;

/** Without those that another one says already: everything, the same for all names, the same in the whole cluster. */
function telling(entries: readonly Entry[]): readonly Entry[] {
  const scopes = new Map<string, Set<string | undefined>>();
  for (const { power, named, namespace } of entries) {
    const group = groupOf(power, named);
    scopes.set(group, (scopes.get(group) ?? new Set()).add(namespace));
  }
  const holds = (power: Power, named: boolean, namespace: string | undefined): boolean => {
    const group = scopes.get(groupOf(power, named));
    return group?.has(undefined) === true || group?.has(namespace) === true;
  };
  return entries.filter(({ power, named, namespace }) => {
    if (power !== 'everything' && holds('everything', false, namespace)) return false;
    if (named && holds(power, false, namespace)) return false;
    return namespace === undefined || !holds(power, named, undefined);
  });
}

function summarise(serviceAccount: ServiceAccountName, entries: readonly Entry[]): readonly HeldPower[] {
  const groups = Map.groupBy(entries, ({ power, named }) => groupOf(power, named));
  return ALL_POWERS.flatMap((power) => [false, true].map((named) => ({ power, named }))).flatMap(({ power, named }) => {
    const group = groups.get(groupOf(power, named));
    if (group === undefined) return [];
    const namespaces = [...new Set(group.flatMap(({ namespace }) => namespace ?? []))].toSorted();
    const bindings = new Map(group.map(({ binding }) => [objectText(binding), binding]));
    return {
      serviceAccount,
      power,
      named,
      namespaces: namespaces.slice(0, MAX_NAMESPACES),
      moreNamespaces: Math.max(0, namespaces.length - MAX_NAMESPACES),
      bindings: [...bindings.values()].toSorted(byText(objectText)).slice(0, MAX_BINDINGS).map(shortened),
    };
  });
}

/**
 * What Argo CD's own ServiceAccounts may do that matters, by whatever binding, be it one of a group that all of them are in.
 * Sorted by account and power, at most two entries for each.
 */
export function argocdPowers(graph: RbacGraph, serviceAccounts: readonly ServiceAccountName[]): readonly HeldPower[] {
  const sorted = serviceAccounts.toSorted(byText(({ namespace, name }) => `${namespace}/${name}`));
  return sorted.flatMap((account) => {
    const entries = entriesOf(grantsTo(graph, serviceAccountUser(account)));
    return summarise({ namespace: account.namespace, name: account.name }, telling(entries));
  });
}
