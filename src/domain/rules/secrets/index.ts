import type { Rule } from '../../audit/rule.ts';
import { appliedByHand } from './applied-by-hand.ts';
import { argoCdInlineClientSecret } from './argocd-inline-client-secret.ts';
import { clusterWideSealedSecret } from './cluster-wide-sealed-secret.ts';
import { plaintextInAnnotation } from './plaintext-in-annotation.ts';
import { plaintextInApplication } from './plaintext-in-application.ts';
import { plaintextInApplicationSet } from './plaintext-in-application-set.ts';
import { plaintextInConfigMap } from './plaintext-in-config-map.ts';
import { plaintextInFluxResource } from './plaintext-in-flux-resource.ts';
import { plaintextInWorkload } from './plaintext-in-workload.ts';
import { stale } from './stale.ts';
import { trackedInGit } from './tracked-in-git.ts';
import { unmanaged } from './unmanaged.ts';

export const SECRETS: readonly Rule[] = [
  plaintextInConfigMap,
  plaintextInWorkload,
  plaintextInAnnotation,
  plaintextInApplication,
  plaintextInApplicationSet,
  plaintextInFluxResource,
  argoCdInlineClientSecret,
  trackedInGit,
  appliedByHand,
  unmanaged,
  stale,
  clusterWideSealedSecret,
];
