import {
  type Fault,
  hasOwnUsers,
  inContainers,
  inSecurityContexts,
  isWindows,
  type Judged,
  NONE_SET,
} from './fault.ts';

/** Controls of who a container runs as. Source: k8s.io/pod-security-admission policy/check_{allowPrivilegeEscalation,runAs*}.go. */

/** What is not said is true. */
export const allowPrivilegeEscalation = ({ pod }: Judged, minor: number): Fault[] =>
  minor >= 25 && isWindows(pod)
    ? []
    : inContainers(pod, ({ securityContext }) =>
        securityContext?.allowPrivilegeEscalation === false
          ? undefined
          : { path: 'securityContext.allowPrivilegeEscalation' },
      );

/** Who says that it runs as root is told first, as upstream has it; only where nobody does, who does not say. */
export function runAsNonRoot({ pod }: Judged, minor: number): Fault[] {
  if (minor >= 35 && hasOwnUsers(pod)) return [];
  const bad = inSecurityContexts(pod, ({ runAsNonRoot: it }) =>
    it === false ? { path: 'runAsNonRoot', values: ['false'] } : undefined,
  );
  if (bad.length > 0 || pod.securityContext?.runAsNonRoot === true) return bad;
  return inContainers(pod, ({ securityContext }) =>
    securityContext?.runAsNonRoot === true ? undefined : { path: 'securityContext.runAsNonRoot', values: [NONE_SET] },
  );
}

export const runAsUser = ({ pod }: Judged, minor: number): Fault[] =>
  minor >= 35 && hasOwnUsers(pod)
    ? []
    : inSecurityContexts(pod, ({ runAsUser: user }) => (user === 0 ? { path: 'runAsUser' } : undefined));
