import type { Rule } from '../audit/rule.ts';
import { ARGO_CD } from './argocd/index.ts';
import { FLUX } from './flux/index.ts';
import { GITOPS } from './gitops/index.ts';
import { IMAGES } from './images/index.ts';
import { NETWORK } from './network/index.ts';
import { POD_SECURITY } from './pod-security/index.ts';
import { RBAC } from './rbac/index.ts';
import { SECRETS } from './secrets/index.ts';

/** Every rule there is: one file each, by category. */
export const RULES: readonly Rule[] = [
  ...POD_SECURITY,
  ...IMAGES,
  ...NETWORK,
  ...RBAC,
  ...SECRETS,
  ...ARGO_CD,
  ...FLUX,
  ...GITOPS,
];
