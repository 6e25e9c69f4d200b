import { fromOutside, inSets } from '../../argocd/audit/sets.ts';
import { shown } from '../../argocd/audit/shown.ts';
import type { ApplicationSet } from '../../argocd/resources.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function templated(set: ApplicationSet): Found[] {
  const source = fromOutside(set);
  if (source === undefined) return [];
  const who = `what the ${source.type} generator answers`;
  const fields = set.projects
    .filter(({ text }) => text.includes('{{'))
    .map(({ path, text }) => ({ path, message: `the project ${shown(text)} is up to ${who}` }));
  const patch = { path: 'spec.templatePatch', message: `it may set the project, by ${who}` };
  return set.patchesProject ? [...fields, patch] : fields;
}

export const applicationSetTemplatedProject = argoCdRule({
  id: 'argocd/application-set-templated-project',
  title: 'The project of generated Applications comes from outside',
  severity: 'high',
  reads: [
    'ApplicationSet spec.template.spec.project',
    'ApplicationSet spec.templatePatch',
    'ApplicationSet spec.generators',
  ],
  why: 'An ApplicationSet may use every project. Where the project is a placeholder, whoever writes what the generator reads chooses it, and so what he may deploy and where: a directory named after the project of the administrators is enough. Found are templates, those of generators among them, whose project has a placeholder, and patches that name the field, in an ApplicationSet with a generator for Git, OCI, a service for source code, pull requests or a plugin. Lists and clusters are written by administrators, and not found. ApplicationSets outside the namespace of Argo CD are not looked at.',
  remedy: 'Write the project into the template, with one ApplicationSet for each project.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/#templated-project-field',
  ],
  check: inSets(templated),
});
