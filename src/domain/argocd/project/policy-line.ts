import { atLeast, type Version } from './version.ts';

/**
 * The policies of a project's roles. Only Argo CD's API server checks them: what is applied otherwise is given to casbin
 * as it is, which drops all roles of the project when it cannot read one line. Source: validatePolicy in
 * pkg/apis/application/v1alpha1/types.go, ProjectScoped and loadPolicyLine in util/rbac/rbac.go.
 */

/** Whose policy a line is. */
export interface PolicyOwner {
  readonly project: string;
  readonly role: string;
  /** One that is not known counts as one of Argo CD 3, without what came later. */
  readonly version: Version;
}

const RESOURCES: readonly string[] = ['applications', 'repositories', 'clusters'];
const LATER_RESOURCES: readonly string[] = ['applicationsets', 'logs', 'exec'];
const ACTIONS: readonly string[] = ['get', 'create', 'update', 'delete', 'sync', 'override', '*'];

/** `[!#-~]`: a quote would begin a field of CSV, and white space never matches. */
const ACTION = /^action\/[!#-~]+$/;
const LATER_ACTION = /^(update|delete)\/[!#-~]+$/;

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

function resourceProblem(resource: string, { version }: PolicyOwner): string | undefined {
  if (RESOURCES.includes(resource)) return undefined;
  const known = [...RESOURCES, ...LATER_RESOURCES];
  if (!known.includes(resource)) return `its resource must be one of ${quoted(known)}`;
  return atLeast(version, '2.14.8') === false ? `its resource '${resource}' needs Argo CD 2.14.8` : undefined;
}

function actionProblem(action: string, { version }: PolicyOwner): string | undefined {
  if (ACTIONS.includes(action) || ACTION.test(action)) return undefined;
  if (LATER_ACTION.test(action))
    return atLeast(version, '2.12') === false
      ? 'its action for a part of an Application needs Argo CD 2.12'
      : undefined;
  if (action === 'rollback')
    return atLeast(version, '3.6') === true ? undefined : "its action 'rollback' needs Argo CD 3.6";
  return `its action must be one of ${quoted(ACTIONS)}, or begin with 'action/', 'update/' or 'delete/'`;
}

/** URLs and `*` alone are no objects, though Argo CD's documentation shows some. */
function objectProblem(object: string, { project, version }: PolicyOwner): string | undefined {
  const parts = object.startsWith(`${project}/`) ? object.slice(project.length + 1).split('/') : [];
  const isNamed = parts.length > 0 && parts.length <= 2 && parts.every((part) => /^[*\w.-]+$/.test(part));
  if (!isNamed) return `its object must be '${project}/<name>' or '${project}/<namespace>/<name>', where '*' is a glob`;
  const tooNew = parts.length === 2 && atLeast(version, '2.12') === false;
  return tooNew ? 'its object with a namespace needs Argo CD 2.12' : undefined;
}

const unspaced = (field: string): string => field.replace(/^ +/, '').replace(/ +$/, '');

/** What is wrong with a policy, and what it must be; undefined for one that Argo CD accepts and reads as it is meant. */
export function policyProblem(line: string, owner: PolicyOwner): string | undefined {
  const written = line.split(',');
  const [kind, subject, resource = '', action = '', object = '', effect = ''] = written.map(unspaced);
  const wanted = `proj:${owner.project}:${owner.role}`;
  if (written.length !== 6 || kind !== 'p')
    return `must be of the form 'p, ${wanted}, <resource>, <action>, <object>, allow'`;
  if (subject !== wanted) return `its subject must be '${wanted}'`;
  if (effect !== 'allow' && effect !== 'deny') return "its effect must be 'allow' or 'deny'";
  // Argo CD trims before it checks, but not before it compares.
  if (written.slice(0, -1).some((field) => field.endsWith(' '))) return 'must not have a space before a comma';
  return resourceProblem(resource, owner) ?? actionProblem(action, owner) ?? objectProblem(object, owner);
}
