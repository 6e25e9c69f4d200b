import type { Rule } from '../../audit/rule.ts';
import { all } from './all.ts';
import { anonymous } from './anonymous.ts';
import { antiForensics } from './anti-forensics.ts';
import { authenticated } from './authenticated.ts';
import { bind } from './bind.ts';
import { bootstrapSubject } from './bootstrap-subject.ts';
import { clusterAdminEquivalent } from './cluster-admin-equivalent.ts';
import { crdApiservice } from './crd-apiservice.ts';
import { csr } from './csr.ts';
import { danglingRole } from './dangling-role.ts';
import { defaultServiceAccount } from './default-service-account.ts';
import { emptySubjects } from './empty-subjects.ts';
import { escalate } from './escalate.ts';
import { gitopsWrite } from './gitops-write.ts';
import { impersonate } from './impersonate.ts';
import { masters } from './masters.ts';
import { missingServiceAccount } from './missing-service-account.ts';
import { namespaceLabels } from './namespace-labels.ts';
import { netpolWrite } from './netpol-write.ts';
import { nodeProxy } from './node-proxy.ts';
import { nodeWrite } from './node-write.ts';
import { podCreate } from './pod-create.ts';
import { podExec } from './pod-exec.ts';
import { policyWrite } from './policy-write.ts';
import { pvCreate } from './pv-create.ts';
import { saToken } from './sa-token.ts';
import { secretsRead } from './secrets-read.ts';
import { secretsWrite } from './secrets-write.ts';
import { secretstoreWrite } from './secretstore-write.ts';
import { serviceAccountsOfNamespace } from './service-accounts-of-namespace.ts';
import { standardRole } from './standard-role.ts';
import { systemConfigmaps } from './system-configmaps.ts';
import { webhooks } from './webhooks.ts';
import { wildcardGroup } from './wildcard-group.ts';
import { wildcardResource } from './wildcard-resource.ts';
import { wildcardVerb } from './wildcard-verb.ts';
import { writeRbac } from './write-rbac.ts';

export const RBAC: readonly Rule[] = [
  all,
  wildcardVerb,
  wildcardResource,
  wildcardGroup,
  escalate,
  bind,
  writeRbac,
  impersonate,
  secretsRead,
  secretsWrite,
  saToken,
  podCreate,
  podExec,
  nodeProxy,
  nodeWrite,
  csr,
  webhooks,
  pvCreate,
  namespaceLabels,
  crdApiservice,
  netpolWrite,
  antiForensics,
  systemConfigmaps,
  gitopsWrite,
  secretstoreWrite,
  policyWrite,
  standardRole,
  clusterAdminEquivalent,
  anonymous,
  authenticated,
  serviceAccountsOfNamespace,
  masters,
  defaultServiceAccount,
  missingServiceAccount,
  bootstrapSubject,
  danglingRole,
  emptySubjects,
];
