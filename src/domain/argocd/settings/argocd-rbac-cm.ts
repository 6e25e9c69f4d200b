import { fault, isNot, stated } from './faults.ts';
import { adminRoles, policyLines } from './rbac-policy.ts';
import { keyOf, type Judge, type Setting } from './setting.ts';

/** argocd-rbac-cm, beside the policies themselves. Source: util/rbac/rbac.go of Argo CD. */

const everybodysRole: Judge = (value, { data }) => {
  if (value === '') return undefined;
  const policies = [...data('argocd-rbac-cm')].filter(([key]) => key.startsWith('policy.') && key.endsWith('.csv'));
  const admin = adminRoles(policies.flatMap(([, csv]) => policyLines(csv))).has(value);
  return fault(stated(value), admin ? 'critical' : 'medium');
};

const onlyGroups: Judge = (value) =>
  /^(\s*|\s*\[\s*["']?groups["']?\s*\]\s*|\s*-\s*["']?groups["']?\s*)$/.test(value) ? undefined : fault(stated(value));

export const RBAC: readonly Setting[] = [
  keyOf('argocd-rbac-cm', 'policy.default', {
    form: 'text',
    usual: '',
    recommended: '',
    judge: everybodysRole,
    severity: 'critical',
    reason: 'whoever can log in has it, and no deny line takes it away',
    remedy: 'Set policy.default to "", and grant roles to groups in policy.csv.',
  }),
  keyOf('argocd-rbac-cm', 'policy.matchMode', {
    form: 'filled-text',
    usual: 'glob',
    recommended: 'glob',
    judgeStrictly: isNot('glob'),
    severity: 'low',
    reason: 'regular expressions match anywhere in a name, so that a rule for one covers others',
    remedy: 'Remove policy.matchMode, and write the policies with globs.',
  }),
  keyOf('argocd-rbac-cm', 'scopes', {
    form: 'filled-text',
    usual: '[groups]',
    recommended: '[groups]',
    judgeStrictly: onlyGroups,
    severity: 'low',
    reason: 'roles then depend on claims that users may be able to set, such as an e-mail address',
    remedy: 'Set scopes to "[groups]" unless the identity provider verifies the other claims.',
  }),
];
