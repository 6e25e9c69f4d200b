import type { ProjectItem } from '../../../api/projects.ts';
import { trimSpace } from './go-text.ts';
import { globOf } from './glob.ts';
import { policyProblem } from './policy-line.ts';
import type { Version } from './version.ts';
import { windowIdentity, windowProblems } from './window-problems.ts';

/**
 * What Argo CD's API server would refuse of a project, and nobody else does: a project that is applied past it has no
 * roles, or a window that is never active, and nothing says so. Source: ValidateProject in
 * pkg/apis/application/v1alpha1/app_project_types.go. What the schema of the policy refuses is not looked at again.
 */

export interface ProjectProblem {
  /** As the API server writes it, below the item: `roles[0].policies[1]`. */
  readonly field: string;
  /** What it must be. */
  readonly message: string;
}

type Check = (item: ProjectItem, version: Version) => ProjectProblem[];

const problemAt = (field: string, message: string | undefined): ProjectProblem[] =>
  message === undefined ? [] : [{ field, message }];

/** Every entry that is the same as an earlier one. */
function duplicates<T>(
  field: string,
  entries: readonly T[],
  identity: (entry: T) => string,
  message: string,
): ProjectProblem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const key = identity(entry);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew ? [] : problemAt(`${field}[${index}]`, message);
  });
}

const TWICE = 'must not be listed twice';
const itself = (text: string): string => text;

/** Valid to all versions: Argo CD matches nothing with a glob that it cannot read, and says so in its log alone. */
function globProblem(glob: string, separators = ''): string | undefined {
  const isValid = ['3.5', '3.6'].every((version) => globOf(glob, { separators, version }).automaton !== undefined);
  return isValid
    ? undefined
    : "must be a glob: brackets and braces must be closed and not empty, and no '\\' at its end";
}

const globProblems = (field: string, globs: readonly string[], separators?: string): ProjectProblem[] =>
  globs.flatMap((glob, index) => problemAt(`${field}[${index}]`, globProblem(glob, separators)));

const isExpression = (pattern: string): boolean => /^\/.+\/$/.test(pattern);

const sources: Check = ({ sourceRepos, sourceNamespaces }) => [
  ...duplicates('sourceRepos', sourceRepos, itself, TWICE),
  ...duplicates('sourceNamespaces', sourceNamespaces, itself, TWICE),
  ...globProblems('sourceRepos', sourceRepos, '/'),
  ...sourceNamespaces.flatMap((pattern, index) =>
    isExpression(pattern) ? [] : problemAt(`sourceNamespaces[${index}]`, globProblem(pattern)),
  ),
];

const destinations: Check = ({ destinations: listed }) => [
  ...duplicates(
    'destinations',
    listed,
    ({ server, name, namespace }) => `${server ?? name}/${namespace}`,
    'must not permit the same namespace of the same cluster twice',
  ),
  ...listed.flatMap(({ server = '', name = '', namespace }, index) =>
    Object.entries({ server, name, namespace }).flatMap(([field, glob]) =>
      problemAt(`destinations[${index}].${field}`, globProblem(glob)),
    ),
  ),
];

const serviceAccounts: Check = ({ destinationServiceAccounts: listed }) => [
  ...duplicates(
    'destinationServiceAccounts',
    listed,
    ({ server, namespace }) => `${server}/${namespace}`,
    'must not name the same server and namespace twice, as only the first counts',
  ),
  ...listed.flatMap(({ server, namespace }, index) =>
    Object.entries({ server, namespace }).flatMap(([field, glob]) =>
      problemAt(`destinationServiceAccounts[${index}].${field}`, globProblem(glob)),
    ),
  ),
];

/** A name becomes a field of CSV. Source: validateGroupName in types.go. */
function groupProblem(group: string): string | undefined {
  const name = trimSpace(group);
  const isQuoted = /^".*"$/s.test(name) && name.length > 1;
  const bare = isQuoted ? name.slice(1, -1) : name;
  if (bare === '') return 'must not be empty';
  if (name !== group) return 'must not begin or end with a space';
  if (/["\n\r\t]/.test(bare)) return 'must not hold quotes, tabs or line breaks, but for quotes around the whole';
  return !isQuoted && name.includes(',') ? 'must be in double quotes, as it holds a comma: \'"a, b"\'' : undefined;
}

const roles: Check = ({ name: project, roles: listed }, version) =>
  listed.flatMap(({ name: role, policies, groups }, index) => {
    const at = `roles[${index}]`;
    return [
      ...policies.flatMap((line, n) =>
        problemAt(`${at}.policies[${n}]`, policyProblem(line, { project, role, version })),
      ),
      ...groups.flatMap((group, n) => problemAt(`${at}.groups[${n}]`, groupProblem(group))),
      ...duplicates(`${at}.policies`, policies, itself, TWICE),
      ...duplicates(`${at}.groups`, groups, itself, TWICE),
    ];
  });

/** Their selectors are sound by the schema. */
const syncWindows: Check = ({ syncWindows: listed }, version) => [
  ...listed.flatMap((window, index) =>
    windowProblems(window).flatMap(({ field, message }) => problemAt(`syncWindows[${index}].${field}`, message)),
  ),
  ...duplicates(
    'syncWindows',
    listed,
    (window) => windowIdentity(window, version),
    'must not be the same as another window: put what they select into one',
  ),
];

const orphans: Check = ({ orphanedResources }) =>
  (orphanedResources?.ignore ?? []).flatMap((ignored, index) =>
    Object.entries(ignored).flatMap(([field, glob]) =>
      problemAt(`orphanedResources.ignore[${index}].${field}`, globProblem(glob)),
    ),
  );

/** Two policies that are about one repository make Argo CD refuse it. */
const signing: Check = ({ sourceIntegrity }) => {
  const repos = (sourceIntegrity?.git.policies ?? []).flatMap(({ repos: listed }, policy) =>
    listed.map(({ url }, index) => ({
      url,
      policy,
      at: `sourceIntegrity.git.policies[${policy}].repos[${index}].url`,
    })),
  );
  const first = new Map<string, number>();
  for (const { url, policy } of repos) if (!first.has(url)) first.set(url, policy);
  return repos.flatMap(({ url, policy, at }) => [
    ...problemAt(at, globProblem(url.replace(/^!/, ''))),
    ...(url.startsWith('!') || first.get(url) === policy
      ? []
      : problemAt(at, 'must not be in two policies, as nothing of it could be synced')),
  ]);
};

const CHECKS: readonly Check[] = [sources, destinations, serviceAccounts, roles, syncWindows, orphans, signing];

/**
 * What is wrong with an item of the policy, in the order of the fields; nothing for one that Argo CD accepts.
 *
 * @param version of the installed Argo CD; unknown counts as one of Argo CD 3, without what came later
 */
export function validateProject(item: ProjectItem, version: Version): ProjectProblem[] {
  return CHECKS.flatMap((check) => check(item, version));
}
