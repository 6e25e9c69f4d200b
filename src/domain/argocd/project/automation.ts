import type { Application } from '../resources.ts';
import { atLeast, type Version } from './version.ts';

/** How Argo CD syncs an Application by itself. */
export interface Automation {
  readonly prune: boolean;
  readonly selfHeal: boolean;
  readonly allowEmpty: boolean;
}

/**
 * Undefined where it does not. `enabled: false` counts since 3.1: before, `automated: {}` was enough. Where the version
 * is not known it counts, too, as an older CRD drops the field. Source: IsAutomatedSyncEnabled in types.go.
 */
export function automationOf({ spec }: Application, version: Version): Automation | undefined {
  const automated = spec?.automated;
  if (automated === undefined || automated === null || typeof automated !== 'object') return undefined;
  if (automated.enabled === false && atLeast(version, '3.1') !== false) return undefined;
  const { prune, selfHeal, allowEmpty } = automated;
  return { prune: prune === true, selfHeal: selfHeal === true, allowEmpty: allowEmpty === true };
}
