import type { Severity } from '../../../api/audit.ts';
import { type Found, type ObjectRule, objectRule } from '../../audit/rule.ts';
import { checkAt, checksAt, LATEST_MINOR } from '../../semantics/pod-security/checks.ts';
import type { Fault } from '../../semantics/pod-security/fault.ts';
import { minorOf } from '../../semantics/pod-security/level.ts';
import { worded } from '../../semantics/pod-security/wording.ts';

export const STANDARDS = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/';
export const NSA_PODS = 'Kubernetes Pod security';

type Benchmarks = NonNullable<ObjectRule['mapping']['cis']>;
type Described = Pick<ObjectRule<'workload'>, 'id' | 'title' | 'severity' | 'reads' | 'why' | 'remedy'>;

interface Control extends Described {
  /** Upstream's name of the check. */
  readonly check: string;
  /** Upstream's file of it, in policy/ of k8s.io/pod-security-admission. */
  readonly file: string;
  readonly cis?: Benchmarks;
  /** What is wrong, as the beginning of the message: who and what it is comes after it. */
  readonly says: string;
  /** How bad it is, where that depends on what is found. */
  readonly weigh?: (faults: readonly Fault[]) => Severity | undefined;
}

/** The path in an object of what is found in a pod. @param podPath where the PodSpec is @param path from where the Pod is */
export const pathIn = (podPath: string, path: string): string => `${podPath.slice(0, -'spec'.length)}${path}`;

/** One finding for all that is found in the pod of a workload; none where nothing is. */
export function foundInPod(podPath: string, faults: readonly Fault[], says: string): Found[] {
  const [first] = faults;
  return first === undefined ? [] : [{ path: pathIn(podPath, first.path), message: worded(says, faults) }];
}

/** A rule of one control of the Pod Security Standards: asked where the policy's level has it, at the policy's version. */
export function control({ check: id, file, cis, says, weigh, ...described }: Control): ObjectRule<'workload'> {
  const level = checkAt(id, LATEST_MINOR)?.level ?? 'restricted';
  return objectRule({
    ...described,
    subject: 'workload',
    mapping: { pss: level, nsa: NSA_PODS, ...(cis !== undefined && { cis }) },
    sources: [STANDARDS, `https://github.com/kubernetes/pod-security-admission/blob/v0.37.0/policy/${file}`],
    asked: ({ audit }) =>
      checksAt(audit.podSecurity, minorOf(audit.podSecurityVersion)).some((check) => check.id === id),
    check: ({ pod, podAnnotations: annotations, podPath }, { spec: { audit } }) => {
      const minor = minorOf(audit.podSecurityVersion);
      const faults = checkAt(id, minor)?.find({ pod, annotations }, minor) ?? [];
      const severity = weigh?.(faults);
      return foundInPod(podPath, faults, says).map((found) => ({
        ...found,
        ...(severity !== undefined && { severity }),
      }));
    },
  });
}
