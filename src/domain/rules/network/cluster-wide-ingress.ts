import { type FoundIn, namespaceRule, type NamespaceView, refTo } from '../../audit/rule.ts';
import { cap } from '../../text.ts';
import { sceneOf } from './scene.ts';
import { API, CONCEPT, POLICIES } from './sources.ts';
import { appliesText, MAX_MESSAGE, toldOfRules } from './words.ts';

const foundIn = (view: NamespaceView): FoundIn[] =>
  sceneOf(view).policies.flatMap(({ policy, facts: { wholeCluster }, workloads }) =>
    toldOfRules(wholeCluster, (path, more) => ({
      object: refTo(policy),
      path,
      message: cap(`Lets in every pod of every namespace.${more} ${appliesText(workloads)}`, MAX_MESSAGE),
    })),
  );

export const clusterWideIngress = namespaceRule({
  id: 'network/cluster-wide-ingress',
  title: 'NetworkPolicy lets in the whole cluster',
  severity: 'low',
  reads: ['NetworkPolicy spec.ingress', 'workloads: labels of their pods'],
  why: 'An empty namespaceSelector means all namespaces, not the own one: any pod of anybody reaches the pods that the policy is about. Found where a rule of a policy of type Ingress permits every pod that there could be: by an empty namespaceSelector, by one that only asks for the label that every namespace has, or by several selectors that leave nothing out. Where a podSelector stands beside it, the rule is for pods with certain labels, and is not found, although anybody may give pods these labels in a namespace of their own. A rule without peers permits more, and is found as open to the world.',
  remedy: 'Name the namespaces that need it, by their label kubernetes.io/metadata.name.',
  mapping: POLICIES,
  sources: [CONCEPT, API],
  check: foundIn,
});
