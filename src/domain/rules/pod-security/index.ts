import type { Rule } from '../../audit/rule.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { appArmorProfile } from './app-armor-profile.ts';
import { capabilitiesBaseline } from './capabilities-baseline.ts';
import { capabilitiesRestricted } from './capabilities-restricted.ts';
import { defaultNamespace } from './default-namespace.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPathVolumes } from './host-path-volumes.ts';
import { hostPorts } from './host-ports.ts';
import { hostProbesAndLifecycle } from './host-probes-and-lifecycle.ts';
import { memoryLimit } from './memory-limit.ts';
import { namespaceLevel } from './namespace-level.ts';
import { netRaw } from './net-raw.ts';
import { privileged } from './privileged.ts';
import { procMount } from './proc-mount.ts';
import { procMountRestricted } from './proc-mount-restricted.ts';
import { readOnlyRootFilesystem } from './read-only-root-filesystem.ts';
import { restrictedVolumes } from './restricted-volumes.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { seLinuxOptions } from './se-linux-options.ts';
import { seccompProfileBaseline } from './seccomp-profile-baseline.ts';
import { seccompProfileRestricted } from './seccomp-profile-restricted.ts';
import { secretEnv } from './secret-env.ts';
import { serviceAccountToken } from './service-account-token.ts';
import { sysctls } from './sysctls.ts';
import { windowsHostProcess } from './windows-host-processes.ts';

export const POD_SECURITY: readonly Rule[] = [
  privileged,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  windowsHostProcess,
  capabilitiesBaseline,
  procMount,
  appArmorProfile,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  hostProbesAndLifecycle,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
  namespaceLevel,
  netRaw,
  readOnlyRootFilesystem,
  serviceAccountToken,
  secretEnv,
  memoryLimit,
  defaultNamespace,
];
