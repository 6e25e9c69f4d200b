import {
  type ArgoCdRule,
  type Found,
  type FoundIn,
  type ObjectRef,
  refTo,
  type RuleContext,
} from '../../audit/rule.ts';
import { cap } from '../../text.ts';
import type { Application } from '../resources.ts';
import { type ArgoCdView, type ProjectView, viewOf } from './view.ts';

type Check = ArgoCdRule['check'];
type Finder<T> = (one: T, view: ArgoCdView, context: RuleContext) => readonly Found[];

const MAX_MESSAGE = 256;

/** A finding in the object that it is about: names that somebody chose may make its message too long. */
export const placed =
  (object: ObjectRef) =>
  (found: Found): FoundIn => ({ ...found, message: cap(found.message, MAX_MESSAGE), object });

/** A check of each project by which something can be deployed. */
export const inUsableProjects =
  (find: Finder<ProjectView>): Check =>
  (facts, context) => {
    const view = viewOf(facts);
    return view.usable.flatMap((project) => find(project, view, context).map(placed(project.ref)));
  };

/** A check of each project, of whatever use it is. */
export const inProjects =
  (find: Finder<ProjectView>): Check =>
  (facts, context) => {
    const view = viewOf(facts);
    return view.projects.flatMap((project) => find(project, view, context).map(placed(project.ref)));
  };

/** A check of each Application that Argo CD works on. */
export const inApplications =
  (find: Finder<Application>): Check =>
  (facts, context) => {
    const view = viewOf(facts);
    return view.applications.flatMap((application) => {
      const found = find(application, view, context);
      return found.length === 0 ? [] : found.map(placed(refTo(application)));
    });
  };
