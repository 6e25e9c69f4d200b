import { type FoundIn, namespaceRule, type NamespaceView, refTo } from '../../audit/rule.ts';
import { cap } from '../../text.ts';
import { sceneOf } from './scene.ts';
import { API, CONCEPT, SEPARATION } from './sources.ts';
import { appliesText, MAX_MESSAGE, toldOfRules } from './words.ts';

const foundIn = (view: NamespaceView): FoundIn[] =>
  sceneOf(view).policies.flatMap(({ policy, facts: { metadata }, workloads }) =>
    toldOfRules(metadata, ({ path, addresses }, more) => {
      const message = `Permits egress to the metadata of the cloud: TCP 80 at ${addresses.join(', ')}.`;
      return {
        object: refTo(policy),
        path,
        message: cap(`${message}${more} ${appliesText(workloads)}`, MAX_MESSAGE),
      };
    }),
  );

export const metadataEgress = namespaceRule({
  id: 'network/metadata-egress',
  title: 'NetworkPolicy permits the metadata address of the cloud',
  severity: 'medium',
  reads: ['NetworkPolicy spec.egress', 'workloads: labels of their pods'],
  why: 'Clouds answer at one address whoever asks from a node, and give out its credentials: a pod, or a request that somebody makes a pod send, gets the rights of the node. Found where a rule of a policy of type Egress permits TCP port 80 at 169.254.169.254, or at fd00:ec2::254, which is that of AWS by IPv6: mostly by a rule without peers, or by 0.0.0.0/0 without an exception. Not found: pods that no policy isolates for egress, which network/egress-not-isolated tells of; other ports, such as the 53 of a DNS server at the same address; addresses that only some other clouds have; and whether the node answers pods at all.',
  remedy:
    'Add 169.254.169.254/32 to the exceptions of the block, or the like for IPv6; and have the nodes answer no pods.',
  mapping: SEPARATION,
  sources: [
    CONCEPT,
    API,
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html',
    'https://attack.mitre.org/techniques/T1552/005/',
  ],
  check: foundIn,
});
