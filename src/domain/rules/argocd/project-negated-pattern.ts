import { placeOf } from '../../argocd/audit/places.ts';
import { CLUSTERS, HOSTS, NAMES } from '../../argocd/audit/names.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { globMatches } from '../../argocd/project/glob.ts';
import { objectsOf, textOf, textsOf } from '../../argocd/project/lists.ts';
import { permitsSource } from '../../argocd/project/permission.ts';
import type { Destination } from '../../argocd/resources.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

const isDenied = (pattern: string): boolean => pattern.startsWith('!');

/** Repositories of a stranger, by each scheme that is in use. */
const STRANGERS = ['https://', 'ssh://git@', 'oci://'].map((scheme) => `${scheme}${HOSTS[0]}/${NAMES[0]}/${NAMES[1]}`);

function bySources(project: ProjectView, { version }: ArgoCdView): Found[] {
  const all = textsOf(project.spec.sourceRepos);
  const place = all.findIndex(isDenied);
  const sourceRepos = all.filter(isDenied);
  if (place < 0 || STRANGERS.every((url) => permitsSource({ sourceRepos }, url, version) === 'no')) return [];
  const { path, by } = placeOf(project, 'sourceRepos', place);
  return [{ path, message: `${shown(all[place] ?? '', 80)}${by} permits every repository that it does not match` }];
}

const FIELDS = ['namespace', 'server', 'name'] as const;
type Field = (typeof FIELDS)[number];

const [CLUSTER] = CLUSTERS;
const STRANGER: Readonly<Record<Field, string>> = {
  namespace: NAMES[0],
  server: CLUSTER?.server ?? '',
  name: CLUSTER?.name ?? '',
};

/** `!*` is one that permits nothing. */
const permitsStranger = (entry: Destination, field: Field, { version }: ArgoCdView): boolean =>
  isDenied(textOf(entry[field])) && !globMatches(textOf(entry[field]).slice(1), STRANGER[field], { version });

/** An entry with a namespace to be left out denies it by the URL of a cluster alone: by a name, it denies nothing. */
function effectOf({ server }: Destination, field: Field): string {
  if (field !== 'namespace') return 'permits every other cluster';
  const rest = 'permits every other namespace';
  return textOf(server) === '' ? `${rest}, and denies nothing, as it has no server` : rest;
}

function byDestinations(project: ProjectView, view: ArgoCdView): Found[] {
  const all = objectsOf(project.spec.destinations);
  const place = all.findIndex((entry) => FIELDS.some((field) => permitsStranger(entry, field, view)));
  const entry = all[place];
  const field = FIELDS.find((one) => entry !== undefined && permitsStranger(entry, one, view));
  if (entry === undefined || field === undefined) return [];
  const { path, by } = placeOf(project, 'destinations', place);
  return [{ path, message: `${field} ${shown(textOf(entry[field]), 80)}${by} ${effectOf(entry, field)}` }];
}

export const projectNegatedPattern = argoCdRule({
  id: 'argocd/project-negated-pattern',
  title: 'A project denies by a pattern that permits the rest',
  severity: 'high',
  reads: ['AppProject spec.sourceRepos', 'AppProject spec.destinations'],
  why: 'To Argo CD, an entry with `!` that does not match is one that permits, whatever its documentation says: `["https://good/*", "!https://bad/*"]` permits every repository but those of `bad`, and a namespace `!kube-system` permits the namespace of Argo CD. A namespace that is denied by the name of a cluster, without its URL, is not denied at all. Found is the first such entry of each list that permits what nobody has named; `!*` is none.',
  remedy: 'Remove entries with an exclamation mark, and list what is permitted.',
  mapping: {},
  sources: [
    'https://github.com/argoproj/argo-cd/issues/21264',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsSourcePermitted and isDestinationMatched',
  ],
  check: inUsableProjects((project, view) => [...bySources(project, view), ...byDestinations(project, view)]),
});
