import { is, isNot } from './faults.ts';
import {
  APPLICATION_SETS,
  COMMIT_SERVER,
  CONTROLLER,
  DEX,
  NOTIFICATIONS,
  param,
  REPO_SERVER,
  reader,
  SERVER,
} from './params.ts';
import type { Setting } from './setting.ts';

/** Logs and diagnostics of every component: argocd-cmd-params-cm. Sources: the commands in cmd/argocd-… of Argo CD. */

const LOGGING = [SERVER, REPO_SERVER, CONTROLLER, APPLICATION_SETS, NOTIFICATIONS, DEX, COMMIT_SERVER] as const;

type Names = (typeof LOGGING)[number];

const logVariable = (names: Names, variable: string): string =>
  names === NOTIFICATIONS ? `ARGOCD_NOTIFICATIONS_CONTROLLER_${variable}` : variable;

const formats = LOGGING.map((names) =>
  param(`${names.key}.log.format`, {
    form: 'filled-text',
    usual: [{ value: 'text' }, { since: '3.0.0', value: 'json' }],
    readers: [reader(names, logVariable(names, 'LOGFORMAT'), 'logformat')],
    recommended: 'json',
    judge: (value, context) => isNot('json')(value.toLowerCase(), context),
    severity: 'low',
    reason: 'alerts cannot rely on the fields of a log that is free text',
    remedy: `Set ${names.key}.log.format to json.`,
  }),
);

const levels = LOGGING.map((names) =>
  param(`${names.key}.log.level`, {
    form: 'filled-text',
    usual: 'info',
    readers: [reader(names, names === SERVER ? 'LOG_LEVEL' : logVariable(names, 'LOGLEVEL'), 'loglevel')],
    recommended: 'info',
    judge: (value, context) => is('debug', 'trace')(value.toLowerCase(), context),
    severity: 'low',
    reason: 'logs then hold requests and manifests, and what is secret in them',
    remedy: `Remove ${names.key}.log.level, or set it to info.`,
  }),
);

/** Mounted as a file, which is looked at with every request: no restart is needed. Source: util/profile/profile.go. */
const profiles = [SERVER, REPO_SERVER, CONTROLLER, APPLICATION_SETS].map((names) =>
  param(`${names.key}.profile.enabled`, {
    form: 'exact-true',
    usual: 'false',
    recommended: 'false',
    judge: is('true'),
    severity: 'medium',
    reason: 'whoever reaches the port for metrics can read memory and slow the component down',
    remedy: `Remove ${names.key}.profile.enabled.`,
  }),
);

export const RUNNING: readonly Setting[] = [
  ...formats,
  ...levels,
  ...profiles,
  param('applicationsetcontroller.debug', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(APPLICATION_SETS, 'DEBUG', 'debug')],
    recommended: 'false',
    judge: is('true'),
    severity: 'low',
    reason: 'logs then hold requests and manifests, and what is secret in them',
    remedy: 'Remove applicationsetcontroller.debug.',
  }),
];
