import { entriesOf, fieldsOf, type Fields } from '../../semantics/unknown.ts';
import type { ApplicationSet, Generator, TemplateField } from '../resources.ts';

/**
 * What rules read of an ApplicationSet: its generators, which nest in each other, and the project of its templates. What
 * is not of the type that Argo CD gives it counts as absent. Source: applicationset_types.go of Argo CD.
 */

const NESTING: readonly string[] = ['matrix', 'merge'];
const SERVICES: readonly string[] = ['scmProvider', 'pullRequest'];
/** What stands beside a service in the same object. */
const NO_SERVICE: readonly string[] = ['filters', 'template', 'values', 'cloneProtocol', 'requeueAfterSeconds'];

const MAX_DEPTH = 8;
const MAX_GENERATORS = 256;
const MAX_TEXT = 4096;
/** A field of somebody's invention. */
const MAX_NAME = 64;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const some = (value: unknown): readonly unknown[] => entriesOf(value) ?? [];

/** A pull request that somebody has labelled; of all filters, no other asks who wrote it. */
const isLabelled = (service: Fields | undefined): boolean => some(service?.['labels']).some(isText);

/** One of several filters is enough, and paths and branches are up to whoever makes the repository. */
function isFiltered(filters: readonly unknown[]): boolean {
  const named = filters.map((filter) => {
    const { repositoryMatch, labelMatch } = fieldsOf(filter) ?? {};
    return isText(repositoryMatch) || isText(labelMatch);
  });
  return named.length > 0 && named.every(Boolean);
}

function serviceOf(type: string, fields: Fields): Pick<Generator, 'provider' | 'chosen' | 'insecure'> {
  const provider = Object.keys(fields).find(
    (name) => !NO_SERVICE.includes(name) && typeof fields[name] === 'object' && fields[name] !== null,
  );
  const service = provider === undefined ? undefined : fieldsOf(fields[provider]);
  const tagged = some(service?.['tagFilters']).length > 0 || isText(service?.['topic']);
  return {
    ...(provider !== undefined && { provider }),
    chosen: type === 'pullRequest' ? isLabelled(service) : tagged || isFiltered(some(fields['filters'])),
    insecure: service?.['insecure'] === true,
  };
}

interface Parts {
  readonly generators: Generator[];
  readonly projects: TemplateField[];
}

function readTemplate(template: unknown, path: string, into: Parts): void {
  const project = fieldsOf(fieldsOf(template)?.['spec'])?.['project'];
  if (isText(project)) into.projects.push({ path: `${path}.spec.project`, text: project.slice(0, MAX_TEXT) });
}

function readGenerators(list: unknown, path: string, into: Parts, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  for (const [index, entry] of some(list).entries())
    for (const [type, value] of Object.entries(fieldsOf(entry) ?? {})) {
      const fields = fieldsOf(value);
      if (fields === undefined || type === 'selector' || type.length > MAX_NAME) continue;
      if (into.generators.length >= MAX_GENERATORS) return;
      const at = `${path}[${index}].${type}`;
      if (NESTING.includes(type)) readGenerators(fields['generators'], `${at}.generators`, into, depth + 1);
      else into.generators.push({ path: at, type, ...(SERVICES.includes(type) && serviceOf(type, fields)) });
      readTemplate(fields['template'], `${at}.template`, into);
    }
}

/** Whether the text of a patch names the field, in YAML or in JSON; what it says of it only a run would tell. */
const namesProject = (patch: unknown): boolean => isText(patch) && /\bproject["']?\s{0,9}:/.test(patch);

/** The parts of `spec` that rules read. */
export function readApplicationSet(
  spec: unknown,
): Omit<ApplicationSet, 'apiVersion' | 'kind' | 'metadata' | 'repoURLs' | 'servers'> {
  const { generators, template, templatePatch, syncPolicy } = fieldsOf(spec) ?? {};
  const { applicationsSync, preserveResourcesOnDeletion } = fieldsOf(syncPolicy) ?? {};
  const parts: Parts = { generators: [], projects: [] };
  readTemplate(template, 'spec.template', parts);
  readGenerators(generators, 'spec.generators', parts);
  return {
    ...parts,
    patchesProject: namesProject(templatePatch),
    ...(isText(applicationsSync) && { applicationsSync }),
    preservesResources: preserveResourcesOnDeletion === true,
  };
}
