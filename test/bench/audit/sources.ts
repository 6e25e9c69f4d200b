import type { KubeObject, ResourceType } from '../../../src/engine/object.ts';
import { callFor, type Source } from '../../../src/engine/source.ts';
import { createTransport, loadKubeConfig } from '../../../src/engine/transport.ts';
import { AUDIT_SOURCE_NAMES, auditSource } from '../../../src/steps/audit/sources.ts';
import { createView } from '../../../src/steps/observe.ts';
import { type Api, types } from '../../support/api.ts';
import { recordingLog } from '../../support/recording-log.ts';

/** As many as the operator asks for at once. */
const PAGE = 500;

/** Everything in the whole cluster that the operator lists for a policy with an audit that looks at no Secrets. */
export async function auditSources(kubeconfig: string, admin: Api): Promise<readonly Source<KubeObject>[]> {
  const crds = new Set((await admin.list(types.crd)).map(({ metadata }) => metadata.name));
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const { reflectors } = createView(transport, recordingLog(), AbortSignal.abort());
  const always = Object.values(reflectors).map(({ source }) => source);
  const forAudit = AUDIT_SOURCE_NAMES.map(auditSource).filter(
    ({ crd, secret = false }) => !secret && (crd === undefined || crds.has(crd)),
  );
  return [...always, ...forAudit];
}

export const listOf = (source: Source<KubeObject>): { path: string; accept?: string } => {
  const { path, accept } = callFor(source, 'list', { limit: PAGE });
  return accept === undefined ? { path } : { path, accept };
};

export const REPORTS: readonly ResourceType[] = [
  { group: 'openreports.io', version: 'v1alpha1', plural: 'reports', kind: 'Report' },
  { group: 'openreports.io', version: 'v1alpha1', plural: 'clusterreports', kind: 'ClusterReport' },
];
