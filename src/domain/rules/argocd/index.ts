import type { Rule } from '../../audit/rule.ts';
import { applicationInAnyNamespace } from './application-in-any-namespace.ts';
import { applicationSetAnyRepository } from './application-set-any-repository.ts';
import { applicationSetDeletes } from './application-set-deletes.ts';
import { applicationSetInsecure } from './application-set-insecure.ts';
import { applicationSetPullRequests } from './application-set-pull-requests.ts';
import { applicationSetTemplatedProject } from './application-set-templated-project.ts';
import { applicationSkipsReconcile } from './application-skips-reconcile.ts';
import { applicationSourcePlaintext } from './application-source-plaintext.ts';
import { clusterSecretInsecure } from './cluster-secret-insecure.ts';
import { clusterUnscoped } from './cluster-unscoped.ts';
import { defaultProjectOpen } from './default-project-open.ts';
import { defaultProjectUsed } from './default-project-used.ts';
import { ignoreDifferencesHidesDrift } from './ignore-differences-hides-drift.ts';
import { impersonationOff } from './impersonation-off.ts';
import { knownAdvisory } from './known-advisory.ts';
import { mutableRevision } from './mutable-revision.ts';
import { projectAllowsArgoCdNamespace } from './project-allows-argocd-namespace.ts';
import { projectAllowsKubeSystem } from './project-allows-kube-system.ts';
import { projectAllowsRbacKinds } from './project-allows-rbac-kinds.ts';
import { projectNegatedPattern } from './project-negated-pattern.ts';
import { projectNoSourceIntegrity } from './project-no-source-integrity.ts';
import { projectOrphansUnwatched } from './project-orphans-unwatched.ts';
import { projectPermitsClusterKinds } from './project-permits-cluster-kinds.ts';
import { projectRoleInvalid } from './project-role-invalid.ts';
import { projectRoleTokenWithoutExpiry } from './project-role-token-without-expiry.ts';
import { projectRoleWildcard } from './project-role-wildcard.ts';
import { projectUnscopedClusters } from './project-unscoped-clusters.ts';
import { projectWildcardClusterKind } from './project-wildcard-cluster-kind.ts';
import { projectWildcardDestination } from './project-wildcard-destination.ts';
import { projectWildcardSourceNamespace } from './project-wildcard-source-namespace.ts';
import { projectWildcardSource } from './project-wildcard-source.ts';
import { projectWindowIneffective } from './project-window-ineffective.ts';
import { pruneAllowEmpty } from './prune-allow-empty.ts';
import { repositorySecretInsecure } from './repository-secret-insecure.ts';
import { repositoryUnscoped } from './repository-unscoped.ts';
import { resourceExclusions } from './resource-exclusions.ts';
import { riskySyncOption } from './risky-sync-option.ts';
import { settings } from './settings.ts';
import { unsupportedVersion } from './unsupported-version.ts';

export const ARGO_CD: readonly Rule[] = [
  defaultProjectOpen,
  defaultProjectUsed,
  projectWildcardSource,
  projectWildcardDestination,
  projectWildcardClusterKind,
  projectWildcardSourceNamespace,
  projectNegatedPattern,
  projectAllowsArgoCdNamespace,
  projectAllowsKubeSystem,
  projectAllowsRbacKinds,
  projectPermitsClusterKinds,
  projectNoSourceIntegrity,
  projectUnscopedClusters,
  projectOrphansUnwatched,
  projectRoleTokenWithoutExpiry,
  projectRoleWildcard,
  projectRoleInvalid,
  projectWindowIneffective,
  applicationInAnyNamespace,
  mutableRevision,
  pruneAllowEmpty,
  ignoreDifferencesHidesDrift,
  riskySyncOption,
  applicationSkipsReconcile,
  applicationSourcePlaintext,
  applicationSetTemplatedProject,
  applicationSetPullRequests,
  applicationSetAnyRepository,
  applicationSetInsecure,
  applicationSetDeletes,
  repositorySecretInsecure,
  repositoryUnscoped,
  clusterSecretInsecure,
  clusterUnscoped,
  resourceExclusions,
  settings,
  impersonationOff,
  knownAdvisory,
  unsupportedVersion,
];
