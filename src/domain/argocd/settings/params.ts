import type { ComponentId } from '../components.ts';
import { keyOf, type Draft, type Reader, type Setting } from './setting.ts';

/** What the tables of argocd-cmd-params-cm share. */

/** Argo CD names a component in one way in keys, and in another in environment variables. */
interface Names {
  readonly component: ComponentId;
  readonly key: string;
  readonly env: string;
}

export const SERVER: Names = { component: 'server', key: 'server', env: 'ARGOCD_SERVER' };
export const CONTROLLER: Names = {
  component: 'application-controller',
  key: 'controller',
  env: 'ARGOCD_APPLICATION_CONTROLLER',
};
export const APPLICATION_SETS: Names = {
  component: 'applicationset-controller',
  key: 'applicationsetcontroller',
  env: 'ARGOCD_APPLICATIONSET_CONTROLLER',
};
/** Its logs are those of ARGOCD_NOTIFICATIONS_CONTROLLER, with an S. */
export const NOTIFICATIONS: Names = {
  component: 'notifications-controller',
  key: 'notificationscontroller',
  env: 'ARGOCD_NOTIFICATION_CONTROLLER',
};
export const REPO_SERVER: Names = { component: 'repo-server', key: 'reposerver', env: 'ARGOCD_REPO_SERVER' };
export const DEX: Names = { component: 'dex-server', key: 'dexserver', env: 'ARGOCD_DEX_SERVER' };
export const COMMIT_SERVER: Names = { component: 'commit-server', key: 'commitserver', env: 'ARGOCD_COMMIT_SERVER' };

/** How a component gets a setting; without a flag, by the environment alone. */
export const reader = ({ component, env }: Names, variable: string, flag?: string): Reader => ({
  component,
  env: variable.startsWith('ARGOCD_') ? variable : `${env}_${variable}`,
  ...(flag !== undefined && { flag }),
});

export const param = (key: string, draft: Draft): Setting => keyOf('argocd-cmd-params-cm', key, draft);

export const idOf = (key: string): string => `argocd-cmd-params-cm/${key}`;
