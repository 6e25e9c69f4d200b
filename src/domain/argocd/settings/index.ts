import { ACCESS } from './argocd-cm-access.ts';
import { DEPLOYING } from './argocd-cm-deploying.ts';
import { RBAC } from './argocd-rbac-cm.ts';
import { RUNNING } from './cmd-params-running.ts';
import { SERVER_PARAMS } from './cmd-params-server.ts';
import { SOURCES } from './cmd-params-sources.ts';
import { OTLP_ADDRESS, TLS } from './cmd-params-tls.ts';
import { PATTERNS } from './key-patterns.ts';
import { LABELS, SECRETS } from './objects.ts';
import type { Entry, Setting } from './setting.ts';
import { FLAGS } from './workload-flags.ts';

/** Every setting that has one value at a time. */
export const SETTINGS: readonly Setting[] = [
  ...ACCESS,
  ...RBAC,
  ...DEPLOYING,
  ...SERVER_PARAMS,
  ...TLS,
  ...SOURCES,
  ...RUNNING,
  ...FLAGS,
];

/** What is known of the settings of Argo CD: what is judged, and what the reference is made of. */
export const CATALOGUE: readonly Entry[] = [...SETTINGS, ...PATTERNS, ...SECRETS, ...LABELS];

/** Settings by which others are judged, and that are not judged themselves. */
export const AUXILIARY: readonly Setting[] = [OTLP_ADDRESS];

const byId: ReadonlyMap<string, Entry> = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

export const entryOf = (id: string): Entry | undefined => byId.get(id);
