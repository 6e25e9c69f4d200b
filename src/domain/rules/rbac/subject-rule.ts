import {
  type Found,
  type FoundIn,
  type RbacRule,
  rbacRule,
  type RbacView,
  type RuleContext,
} from '../../audit/rule.ts';
import type { Subject } from '../../semantics/rbac/subject.ts';
import { type Described, GOOD_PRACTICES, NSA_RBAC, RBAC_FIELDS, RBAC_REFERENCE } from './grant-rule.ts';
import { pathTo, tellingsIn, type Told } from './told.ts';
import { placeName, roleName, sentence } from './words.ts';

interface Wrong extends Pick<Found, 'severity' | 'remedy'> {
  /** Ends the message. */
  readonly why: string;
}

interface SubjectRule extends Described {
  /** Those that have the binding from Kubernetes itself are looked at, too. */
  readonly andKubernetesOwn?: boolean;
  /** Which subjects it is about. */
  readonly isMeant: (view: RbacView, context: RuleContext) => (subject: Subject) => boolean;
  /** What is wrong with a binding to such subjects; undefined where nothing is. */
  readonly judge: (told: Told) => Wrong | undefined;
}

function foundIn(view: RbacView, told: Told, subjects: readonly Subject[], { why, ...wrong }: Wrong): FoundIn[] {
  const [first] = subjects;
  if (first === undefined) return [];
  const { binding, role } = told.grant;
  const message = sentence(subjects, `bound to ${roleName(role)}`, `${placeName(told.place)}: ${why}`);
  return [{ object: binding, path: pathTo(view, told, first), message, ...wrong }];
}

/** A rule about whom bindings name: one finding for each binding that names such. Not of roles that are not there. */
export function subjectRule(rule: SubjectRule): RbacRule {
  const { andKubernetesOwn = false, isMeant, judge, cis, sources = [], ...described } = rule;
  return rbacRule({
    ...described,
    reads: RBAC_FIELDS,
    mapping: { nsa: NSA_RBAC, ...(cis !== undefined && { cis }) },
    sources: [GOOD_PRACTICES, RBAC_REFERENCE, ...sources],
    check: (view, context) => {
      const isOne = isMeant(view, context);
      return tellingsIn(view, context).bound.flatMap((told) => {
        const all = andKubernetesOwn ? [...told.subjects, ...told.own] : told.subjects;
        const subjects = all.filter(isOne);
        const wrong = subjects.length === 0 ? undefined : judge(told);
        return wrong === undefined ? [] : foundIn(view, told, subjects, wrong);
      });
    },
  });
}
