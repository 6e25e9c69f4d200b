import type { Labels } from '../../../api/kube.ts';
import { cap } from '../../text.ts';
import { type AuditedContainer, type AuditedPod, CONTAINER_LISTS } from '../../audit/subjects.ts';

/** Something in a pod that a control does not permit. */
export interface Fault {
  /** The field, from where the Pod is: `spec.hostNetwork`, or `metadata.annotations[…]`. */
  readonly path: string;
  /** Whose it is: a container or a volume, by its name. Undefined for the pod itself. */
  readonly container?: string;
  readonly volume?: string;
  /** What is wrong with it, for people, where the control itself does not say it all; several where the field is a list. */
  readonly values?: readonly string[];
}

/** A text of a pod's author, short and on one line: as it is where it is a plain word, else quoted. */
export const shown = (text: string): string => (/^[-\w./]{1,64}$/.test(text) ? text : JSON.stringify(cap(text, 40)));

/** In place of a value, for what should be set and is not. */
export const NONE_SET = 'not set';

/** A pod in the form that controls look at. */
export interface Judged {
  readonly pod: AuditedPod;
  readonly annotations: Labels;
}

/** A field of a container or a pod, from there; and what it is set to. */
export interface Field {
  readonly path: string;
  readonly values?: readonly string[];
}

/** What `find` finds in containers of any sort: init, ephemeral and the others, in the order in which upstream visits them. */
export function inContainers(pod: AuditedPod, find: (container: AuditedContainer) => Field | undefined): Fault[] {
  const faults: Fault[] = [];
  for (const list of CONTAINER_LISTS)
    for (const [index, container] of pod[list].entries()) {
      const found = find(container);
      if (found !== undefined)
        faults.push({ ...found, path: `spec.${list}[${index}].${found.path}`, container: container.name });
    }
  return faults;
}

/** The same for a field that a pod has as well as a container: what `find` finds in the security context of either. */
export function inSecurityContexts(
  pod: AuditedPod,
  find: (context: NonNullable<AuditedPod['securityContext']>) => Field | undefined,
): Fault[] {
  const within = (context: AuditedPod['securityContext']) => {
    const found = context && find(context);
    return found && { ...found, path: `securityContext.${found.path}` };
  };
  const own = within(pod.securityContext);
  const faults = inContainers(pod, ({ securityContext }) => within(securityContext));
  return own === undefined ? faults : [{ ...own, path: `spec.${own.path}` }, ...faults];
}

/** Whether the pod says that it is one of Windows: the API server lets it have none of the fields of Linux then. */
export const isWindows = ({ os }: AuditedPod): boolean => os?.name === 'windows';

/** Whether the pod has a user namespace of its own, in which root is nobody outside. */
export const hasOwnUsers = ({ hostUsers }: AuditedPod): boolean => hostUsers === false;
