import { subjectRule } from './subject-rule.ts';

export const missingServiceAccount = subjectRule({
  id: 'rbac/missing-service-account',
  title: 'Rights for a ServiceAccount that is not there',
  severity: 'medium',
  why: 'Whoever may create ServiceAccounts in the namespace can create the one that is missing, run a Pod as it, and has what the binding gives. Found are bindings to ServiceAccounts that are not there, in namespaces that are audited, by roles that permit anything at all. Not found are those that Kubernetes binds itself, and creates when it needs them.',
  remedy:
    'Take the subject out of the binding, or delete the binding, if the program is gone; else create the ServiceAccount.',
  isMeant: ({ serviceAccounts, audited }) => {
    const there = new Set(serviceAccounts.map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`));
    return ({ kind, namespace = '', name }) =>
      kind === 'ServiceAccount' && name !== 'default' && audited.has(namespace) && !there.has(`${namespace}/${name}`);
  },
  judge: ({ rules }) =>
    rules.length > 0 ? { why: 'no such ServiceAccount is there, whoever creates it has it' } : undefined,
});
