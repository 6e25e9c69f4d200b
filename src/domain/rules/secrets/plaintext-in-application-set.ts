import { objectRule } from '../../audit/rule.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

export const plaintextInApplicationSet = objectRule({
  id: 'secrets/plaintext-in-application-set',
  title: 'ApplicationSet holds a credential in plain text',
  severity: 'high',
  subject: 'applicationSet',
  reads: ['ApplicationSet spec.generators', 'ApplicationSet spec.template', 'ApplicationSet spec.templatePatch'],
  why: `What stands in a generator or a template gets into each Application that is made from it, and is read by whoever may get one of them. Values that a template takes from elsewhere ({{…}}) are none of this. ${WHAT_IS_FOUND}`,
  remedy: MOVE,
  mapping: {},
  sources: [...SOURCES, 'https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/'],
  check: (applicationSet) => exposedIn(applicationSet, ({ path }) => !isInAnnotation(path)),
});
