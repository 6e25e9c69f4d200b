import type { Workload } from '../../../api/kube.ts';
import { refTo, type ObjectRef } from '../../audit/rule.ts';
import { byText } from '../../order.ts';
import { atLeast, type Version, versionOf } from '../project/version.ts';
import { recognise } from '../recognition.ts';
import { type Advisory, END_OF_LIFE, FIRST_LISTED } from './advisories.ts';

/** `3.5` of `3.5.7`: versions of one line differ in corrections alone. */
export const lineOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/**
 * The first corrected version that somebody with this one can upgrade to: in the same line, or else in the next that was
 * corrected. Undefined where the version is not affected. A line that is not listed and has newer ones listed was not
 * corrected; one that is newer than all never had the fault.
 */
export function correctedIn(version: string, { since, fixed }: Pick<Advisory, 'since' | 'fixed'>): string | undefined {
  if (since !== undefined && atLeast(version, since) === false) return undefined;
  const own = fixed.find((one) => lineOf(one) === lineOf(version));
  if (own !== undefined) return atLeast(version, own) === true ? undefined : own;
  return fixed.find((one) => atLeast(version, one) === false);
}

/**
 * Whether a line gets no corrections any more.
 *
 * @param today in ms since the epoch
 */
export function isUnsupported(version: string, today: number): boolean {
  if (atLeast(version, FIRST_LISTED) === false) return true;
  const end = END_OF_LIFE[lineOf(version)];
  return end !== undefined && today >= Date.parse(`${end}T00:00:00Z`);
}

/** Where a version is to be seen. */
interface Shown {
  readonly object: ObjectRef;
  readonly path: string;
}

const isTelling = (workload: Workload): boolean =>
  recognise(workload).some(({ type }) => type.id === 'server' || type.id === 'application-controller');

/** By the image, or where that does not tell, by a label. */
function pathIn(workload: Workload): string {
  const own = recognise(workload).flatMap(({ containers }) => containers);
  const index = workload.spec.template.spec.containers.findIndex((container) => own.includes(container));
  return `spec.template.spec.containers[${Math.max(index, 0)}].image`;
}

/**
 * The workload that shows the version that counts; for one that is not known, the one that should. Undefined where there is
 * no server and no controller: then this is no Argo CD.
 */
export function shownBy(workloads: readonly Workload[], version: Version): Shown | undefined {
  const telling = workloads.filter(isTelling).toSorted(byText(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const found = telling.find((workload) => versionOf([workload]) === version) ?? telling[0];
  return found === undefined ? undefined : { object: refTo(found), path: pathIn(found) };
}
