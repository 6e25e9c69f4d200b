import type { ProjectItem } from '../api/projects.ts';
import type { GateStatus, ProjectStatus, Violation } from '../api/status.ts';
import type { Addition } from './argocd/project/additions.ts';
import { shownUrl } from './argocd/project/git-url.ts';
import { matchesGlob } from './argocd/project/glob.ts';
import { reopenedBy } from './argocd/project/reopened.ts';
import type { AppProject } from './argocd/resources.ts';
import { DEFAULT_PROJECT } from './hardening/projects/object.ts';
import { uncovered } from './hardening/projects/signing.ts';
import { byText } from './order.ts';
import type { ProjectsContext } from './projects-context.ts';
import { cap, sentence, some } from './text.ts';
import type { Withheld } from './withheld.ts';

/** What a Secret or a global project permits beyond what a project says itself, as people name it. */
const additionText = ({ from, field, value }: Addition): string => cap(`${from}: ${field} ${value}`, 512);

function reopening(project: AppProject, { effective, version }: ProjectsContext): string[] {
  const { additions } = effective(project);
  return reopenedBy(project.spec ?? {}, additions, version).map(additionText);
}

/** Of a project that asks for signatures somewhere: where it asks for none. */
function unsigned(item: ProjectItem | undefined, { using, version }: ProjectsContext): string[] {
  if (item === undefined) return [];
  const used = (using.get(item.name) ?? []).flatMap(({ spec }) => spec?.sources ?? (spec?.source ? [spec.source] : []));
  const fromGit = used
    .filter(({ chart }) => chart === undefined || chart === '')
    .flatMap(({ repoURL }) => repoURL ?? []);
  const all = [...new Set([...item.sourceRepos, ...fromGit])].toSorted(byText((url) => url));
  return uncovered(item, all, (glob, text) => matchesGlob(glob, text, { version })).map(shownUrl);
}

interface Known {
  readonly name: string;
  readonly reopenedBy: readonly string[];
  readonly unsigned: readonly string[];
}

function known(names: ReadonlySet<string>, items: readonly ProjectItem[], context: ProjectsContext): Known[] {
  return [...names].toSorted(byText((name) => name)).map((name) => {
    const project = context.live.get(name);
    const item = items.find((entry) => entry.name === name);
    return {
      name,
      reopenedBy: project === undefined ? [] : reopening(project, context),
      unsigned: unsigned(item, context),
    };
  });
}

const MAX_LISTED = 16;

/** Projects that there is something to know about; the others are as the policy says. */
export function reportsOf(
  names: ReadonlySet<string>,
  items: readonly ProjectItem[],
  withheld: readonly Withheld[],
  context: ProjectsContext,
): ProjectStatus[] {
  const notes = Map.groupBy(withheld, ({ name }) => name);
  const all = new Set([...names, ...withheld.filter(({ kind }) => kind === 'AppProject').map(({ name }) => name)]);
  return known(all, items, context)
    .map(({ name, reopenedBy: reopened, unsigned: without }) => ({
      name,
      applications: context.using.get(name)?.length ?? 0,
      reopenedBy: reopened.slice(0, MAX_LISTED),
      unsigned: without.map((url) => cap(url, 512)).slice(0, MAX_LISTED),
      message: noteOf(notes.get(name)),
    }))
    .filter((entry) => entry.reopenedBy.length + entry.unsigned.length + entry.message.length > 0);
}

const noteOf = (notes: readonly Withheld[] = []): string =>
  notes.length === 0 ? '' : cap(sentence(some(notes.map(({ reason, message }) => `${reason}: ${message}`))), 1024);

const finding = (namespace: string, name: string, rest: Omit<Violation, 'kind' | 'namespace' | 'name'>): Violation => ({
  kind: 'AppProject',
  namespace,
  name,
  ...rest,
});

const isOpen = ({ spec }: AppProject): boolean =>
  (spec?.sourceRepos?.length ?? 0) > 0 && (spec?.destinations?.length ?? 0) > 0;

function openDefault({ live, facts }: ProjectsContext): Violation[] {
  const project = live.get(DEFAULT_PROJECT);
  if (project === undefined || !isOpen(project)) return [];
  return [
    finding(facts.namespace, DEFAULT_PROJECT, {
      rule: 'argocd/default-project-open',
      severity: 'high',
      path: 'spec.sourceRepos',
      message: 'The project of every Application that names none permits sources and destinations.',
      remedy: 'Give each Application a project of its own, then set spec.projects.lockDefault.',
    }),
  ];
}

/** What Argo CD cannot read of what widens projects, it takes none of. */
function unreadable({ live, effective, facts }: ProjectsContext): Violation[] {
  const [first] = live.values();
  const problems = first === undefined ? [] : effective(first).problems;
  return problems.map((message) => ({
    rule: 'argocd/global-projects-unreadable',
    severity: 'medium',
    kind: 'ConfigMap',
    namespace: facts.namespace,
    name: 'argocd-cm',
    path: 'data["globalProjects"]',
    message: cap(sentence(message), 256),
    remedy: 'Write it as a list of labelSelector and projectName; see projects.md of Argo CD.',
  }));
}

/** Without their content it is not known whether they are about a project. */
function unread({ facts }: ProjectsContext): Violation[] {
  return (facts.secrets ?? [])
    .filter(({ fields }) => fields === undefined)
    .map(({ metadata, type }) => ({
      rule: 'argocd/project-secret-unread',
      severity: 'low',
      kind: 'Secret',
      namespace: facts.namespace,
      name: metadata.name,
      path: 'data.project',
      message: `This ${type} may widen a project, which is not known without a look at it.`,
      remedy: 'Set spec.projects.secrets: Data, which reads the fields project, url, server, name and namespaces.',
    }));
}

const reopenedProject = (namespace: string, name: string, text: string): Violation =>
  finding(namespace, name, {
    rule: 'argocd/project-reopened',
    severity: 'high',
    path: '',
    message: cap(`${text} permits what the project itself does not.`, 256),
    remedy: 'Remove the project from that Secret, or the project from globalProjects of argocd-cm.',
  });

const unsignedRepository = (namespace: string, name: string, url: string): Violation =>
  finding(namespace, name, {
    rule: 'argocd/repository-unsigned',
    severity: 'medium',
    path: 'spec.sourceIntegrity',
    message: cap(`Commits of ${url} need no signature, although the project asks for them elsewhere.`, 256),
    remedy: 'Name the repository in a policy of sourceIntegrity.',
  });

function ungated({ application, project, message, window }: GateStatus): Violation {
  const [inside = '', name = ''] = application.split('/');
  const add = `Add to spec.syncWindows of project ${project}: ${window}`;
  return {
    rule: 'argocd/production-autosync',
    severity: 'high',
    kind: 'Application',
    namespace: inside,
    name,
    path: 'spec.syncPolicy.automated',
    message: cap(`Would be synced into production by itself: ${message}`, 256),
    remedy: cap(window === '' ? 'It is held back as soon as the window of its project is in place.' : add, 1024),
  };
}

/** What is wrong with the projects of a policy. */
export function findingsOf(
  names: ReadonlySet<string>,
  items: readonly ProjectItem[],
  gates: readonly GateStatus[],
  context: ProjectsContext,
): Violation[] {
  const { namespace } = context.facts;
  const all = known(names, items, context);
  return [
    ...(names.size > 0 ? openDefault(context) : []),
    ...all.flatMap(({ name, reopenedBy: by }) => by.map((text) => reopenedProject(namespace, name, text))),
    ...all.flatMap(({ name, unsigned: urls }) => urls.map((url) => unsignedRepository(namespace, name, url))),
    ...gates.map(ungated),
    ...unreadable(context),
    ...unread(context),
  ];
}
