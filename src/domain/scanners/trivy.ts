import type { KubeObject } from '../../api/kube.ts';
import { countOf, fieldsAt, scanHere, type Scanned, scanned, textOf } from './scan.ts';

const RESOURCE = 'trivy-operator.resource';
const CONTAINER = 'trivy-operator.container.name';

/**
 * What Kubernetes appends to the name of a Deployment for one of its ReplicaSets: k8s.io/apimachinery, util/rand,
 * SafeEncodeString of a number of 32 bits. Shorter ones are one in 40,000, and could be part of a name.
 */
const TEMPLATE_HASH = /-[bcdfghjklmnpqrstvwxz2456789]{6,10}$/;

/**
 * The workload and container that a report is about: a label, or an annotation where the name is too long for one
 * (trivy-operator, pkg/kube, ObjectToObjectMeta), or else its owner.
 */
function subjectOf({ metadata }: KubeObject): string {
  const { labels = {}, annotations = {}, ownerReferences = [], name: own } = metadata;
  const kind = labels[`${RESOURCE}.kind`] ?? ownerReferences[0]?.kind ?? '';
  const name = labels[`${RESOURCE}.name`] ?? annotations[`${RESOURCE}.name`] ?? ownerReferences[0]?.name ?? own;
  const workload = kind === 'ReplicaSet' ? name.replace(TEMPLATE_HASH, '') : name;
  return [kind, workload, labels[CONTAINER] ?? ''].join('/');
}

/**
 * Reads reports of Trivy Operator, aquasecurity.github.io/v1alpha1: VulnerabilityReports, ConfigAuditReports and
 * ExposedSecretReports, which all sum up alike. What has the severity none is none.
 *
 * @param what is looked for, in the name of the scanner
 */
export const readTrivy =
  (what: string) =>
  (raw: KubeObject): Scanned => {
    const summary = fieldsAt(raw, 'report', 'summary');
    const counts = {
      critical: countOf(summary['criticalCount']),
      high: countOf(summary['highCount']),
      medium: countOf(summary['mediumCount']),
      low: countOf(summary['lowCount']),
      unknown: countOf(summary['unknownCount']),
    };
    const time = textOf(fieldsAt(raw, 'report')['updateTimestamp']);
    const about = { key: subjectOf(raw), time: time === '' ? (raw.metadata.creationTimestamp ?? '') : time };
    return scanned(raw, [scanHere(raw, `trivy ${what}`, counts)], about);
  };
