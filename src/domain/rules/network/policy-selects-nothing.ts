import { namespaceRule, refTo } from '../../audit/rule.ts';
import { ANYTHING, selectorText } from '../../semantics/selector.ts';
import { cap } from '../../text.ts';
import type { PolicyFacts } from './facts.ts';
import { sceneOf } from './scene.ts';
import { API, CONCEPT, POLICIES } from './sources.ts';

/** What is told of such a policy says that it applies to no pods. */
const isTold = ({ openings, wholeCluster, metadata }: PolicyFacts): boolean =>
  openings.length + wholeCluster.length + metadata.length > 0;

const isForAll = ({ widest: { pods = ANYTHING } }: PolicyFacts): boolean => pods.size === 0;

export const policySelectsNothing = namespaceRule({
  id: 'network/policy-selects-nothing',
  title: 'NetworkPolicy selects no pods',
  severity: 'low',
  reads: ['NetworkPolicy spec.podSelector', 'workloads: labels of their pods'],
  why: 'A policy that selects no pods protects nothing, and looks as if it did: mostly a label is misspelt, or was renamed at the pods. Found where a policy has a selector, and no workload or Pod of its namespace has labels that meet it; labels that only controllers give, such as the name of a pod of a StatefulSet, count as met. Not found: a policy with an empty selector, which is about all pods that come, and one of which more is found for what it permits. Where pods come and go, as those of pipelines do, the finding comes and goes with them.',
  remedy: 'Put the selector right, or delete the policy. Where its pods come and go, accept it by an exception.',
  mapping: POLICIES,
  sources: [CONCEPT, API],
  check: (view) =>
    sceneOf(view)
      .policies.filter(({ facts, selectsAny }) => !selectsAny && !isForAll(facts) && !isTold(facts))
      .map(({ policy, facts: { widest } }) => ({
        object: refTo(policy),
        path: 'spec.podSelector',
        message: `Selects no pods: none has ${cap(selectorText(widest.pods ?? ANYTHING), 200)}.`,
      })),
});
