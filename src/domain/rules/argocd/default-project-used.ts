import { type ArgoCdView, isUsable, viewOf } from '../../argocd/audit/view.ts';
import { argoCdRule, type FoundIn, refTo } from '../../audit/rule.ts';
import { DEFAULT_PROJECT } from '../../hardening/projects/object.ts';
import { projectOf } from '../../project-usage.ts';

const MESSAGE = 'is of the project default, as all that name none';

/** An ApplicationSet whose own template is in the project stands for all that it makes. */
function inSets({ facts }: ArgoCdView): FoundIn[] {
  return facts.applicationSets.flatMap((set) => {
    const own = set.projects.find(({ path }) => path === 'spec.template.spec.project');
    if (set.patchesProject || (own !== undefined && own.text !== DEFAULT_PROJECT)) return [];
    return [
      { object: refTo(set), path: 'spec.template.spec.project', message: 'what it makes is of the project default' },
    ];
  });
}

export const defaultProjectUsed = argoCdRule({
  id: 'argocd/default-project-used',
  title: 'An Application is of the project default',
  severity: 'medium',
  reads: ['Application spec.project', 'ApplicationSet spec.template.spec.project'],
  why: 'The project `default` permits everything unless somebody has locked it, and it is shared by all who name no project: nothing keeps one team from deploying over another. Found is each Application whose project is `default`, or empty, which is the same to Argo CD, and each ApplicationSet whose template says so, which then stands for the Applications that it makes. Not found is anything while the project exists and permits nothing, as such Applications are not deployed at all.',
  remedy: 'Create a project that permits what the Application needs, and name it in spec.project.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/types.go, GetProject',
  ],
  check: (facts) => {
    const view = viewOf(facts);
    const project = view.projects.find(({ name }) => name === DEFAULT_PROJECT);
    if (project !== undefined && !isUsable(project)) return [];
    const sets = inSets(view);
    const told = new Set(sets.map(({ object }) => object.name));
    const single = view.applications.filter(
      (one) =>
        projectOf(one) === DEFAULT_PROJECT &&
        !(one.metadata.namespace === facts.namespace && told.has(one.generatedBy ?? '')),
    );
    return [...sets, ...single.map((one) => ({ object: refTo(one), path: 'spec.project', message: MESSAGE }))];
  },
});
