import type { KubeObject } from '../../api/kube.ts';
import type { Section } from '../section.ts';
import { appProject } from './app-project.ts';
import type { Kind } from './kind.ts';
import { networkPolicy } from './network-policy.ts';
import { roleBinding } from './role-binding.ts';
import { role } from './role.ts';
import { serviceAccount } from './service-account.ts';

/** Every kind that we generate. Adding one: a file beside this one, a line here, a watch, and its rights. */
export const kinds: readonly Kind[] = [networkPolicy, appProject, serviceAccount, role, roleBinding];

/** What is known of the kind of an object; undefined for one that we do not generate. */
export const kindOf = ({ kind: name }: Pick<KubeObject, 'kind'>): Kind | undefined =>
  kinds.find(({ kind }) => kind === name);

/** The section of a policy that asks for such an object; undefined for a kind that we do not generate. */
export const sectionOf = (object: Pick<KubeObject, 'kind'>): Section | undefined => kindOf(object)?.section;
