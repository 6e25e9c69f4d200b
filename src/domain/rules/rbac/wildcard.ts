import type { Category } from '../../../api/audit.ts';
import type { RbacRule } from '../../audit/rule.ts';
import type { Rule } from '../../semantics/rbac/rule.ts';
import { cap } from '../../text.ts';
import { type Described, type Giving, grantRule } from './grant-rule.ts';
import { lowered, scoped } from './place.ts';
import { listed } from './words.ts';

/** Those of Kubernetes itself. Any other is one of custom resources, or of an aggregated API. */
const BUILT_IN = new Set([
  '*',
  '',
  'apps',
  'autoscaling',
  'batch',
  'extensions',
  'policy',
  ...[
    'admissionregistration',
    'apiextensions',
    'apiregistration',
    'authentication',
    'authorization',
    'certificates',
    'coordination',
    'discovery',
    'events',
    'flowcontrol.apiserver',
    'internal.apiserver',
    'networking',
    'node',
    'rbac.authorization',
    'resource',
    'scheduling',
    'storage',
    'storagemigration',
  ].map((group) => `${group}.k8s.io`),
]);

const READING = new Set(['get', 'list', 'watch']);
const level = scoped('high', 'medium');

interface Wildcard extends Described {
  readonly id: `${Category & 'rbac'}/wildcard-${string}`;
  readonly isWild: (rule: Rule) => boolean;
  /** What somebody may do by such a rule. */
  readonly may: (rule: Rule, list: (texts: readonly string[]) => string) => string;
}

const list = (texts: readonly string[]): string => listed(texts, 3, (text) => cap(text === '' ? '""' : text, 63));

/** Names of objects limit what a wildcard does, and so does only reading. */
const isNarrow = ({ verbs, resourceNames }: Rule): boolean =>
  resourceNames.length > 0 || verbs.every((verb) => READING.has(verb));

function givingOf(rule: Rule, text: string): Giving {
  const isLess = isNarrow(rule);
  return (place) => {
    const severity = level(place);
    return severity && { severity: isLess ? lowered(severity) : severity, may: text };
  };
}

/** A rule about one of the three places where a rule of a role may have a wildcard. */
export function wildcardRule({ isWild, may, ...described }: Wildcard): RbacRule {
  const isMeant = (rule: Rule): boolean =>
    isWild(rule) && rule.verbs.length > 0 && rule.apiGroups.some((group) => BUILT_IN.has(group));
  return grantRule({
    ...described,
    find: (rules) => {
      const wild = rules.filter(isMeant);
      const worst = wild.find((rule) => !isNarrow(rule)) ?? wild[0];
      return worst && givingOf(worst, may(worst, list));
    },
  });
}
