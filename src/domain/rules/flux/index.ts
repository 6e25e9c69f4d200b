import type { Rule } from '../../audit/rule.ts';
import { crossNamespaceReference } from './cross-namespace-reference.ts';
import { mutableReference } from './mutable-reference.ts';
import { noDriftDetection } from './no-drift-detection.ts';
import { noPrune } from './no-prune.ts';
import { noServiceAccount } from './no-service-account.ts';
import { passCredentials } from './pass-credentials.ts';
import { plainHttp } from './plain-http.ts';
import { suspended } from './suspended.ts';
import { unverifiedSource } from './unverified-source.ts';

export const FLUX: readonly Rule[] = [
  plainHttp,
  unverifiedSource,
  noServiceAccount,
  crossNamespaceReference,
  passCredentials,
  mutableReference,
  suspended,
  noPrune,
  noDriftDetection,
];
