import { buildOptionsFault } from './build-options.ts';
import { fault, other } from './faults.ts';
import {
  adminRoles,
  everybodyFault,
  everythingFault,
  policyLines,
  terminalFault,
  unreadableFault,
} from './rbac-policy.ts';
import type { ConfigMapName, Context, Fault, KeysCheck } from './setting.ts';

/** Keys that come in families, such as one for each account. Sources: as in the tables of single keys. */

type Draft = Omit<KeysCheck, 'type' | 'id' | 'configMap' | 'judges'> & {
  readonly judge?: KeysCheck['judges']['strict'];
  readonly judgeStrictly?: KeysCheck['judges']['strict'];
};

function keys(configMap: ConfigMapName, name: string, draft: Draft): KeysCheck {
  const { judge, judgeStrictly = judge ?? ((): undefined => undefined), ...rest } = draft;
  const judges = { ...(judge !== undefined && { recommended: judge }), strict: judgeStrictly };
  return { ...rest, type: 'keys', id: `${configMap}/${name}`, configMap, judges };
}

const isTrue = (value: string): boolean => /^(1|t|true)$/i.test(value);

const apiKeys = (value: string): boolean => value.split(',').some((capability) => capability.trim() === 'apiKey');

/** What counts for the built-in administrator after admin.enabled: parseAccounts of util/settings/accounts.go. */
function adminFault(value: string, context: Context, key: string): Fault | undefined {
  if (key === 'accounts.admin') return apiKeys(value) ? fault('has apiKey', 'medium') : undefined;
  const disabled = other('argocd-cm/admin.enabled', 'false')(context);
  return isTrue(value) && disabled ? fault('is true, which undoes admin.enabled') : undefined;
}

function accountFault(value: string, { data }: Context, key: string): Fault | undefined {
  const enabled = data('argocd-cm').get(`${key}.enabled`) ?? 'true';
  return apiKeys(value) && isTrue(enabled) ? fault('has apiKey') : undefined;
}

const linkFault = (value: string): Fault | undefined =>
  /^\s*(http|javascript|data):/i.test(value) ? fault('is not an https:// address') : undefined;

const openLibs = (value: string, _: Context, key: string): Fault | undefined => {
  const opened =
    key === 'resource.customizations' ? /useOpenLibs["']?\s*:\s*["']?(true|1|t)\b/i.test(value) : isTrue(value);
  return opened ? fault('opens them') : undefined;
};

const isPolicy = (key: string): boolean => key.startsWith('policy.') && key.endsWith('.csv');

/** `policy.csv` and `policy.*.csv` are one policy: a role of one may be granted in another. */
const allLines = ({ data }: Context): ReadonlySet<string> =>
  adminRoles([...data('argocd-rbac-cm')].filter(([key]) => isPolicy(key)).flatMap(([, csv]) => policyLines(csv)));

const rbac = (name: string, draft: Omit<Draft, 'pattern' | 'matches'>): KeysCheck =>
  keys('argocd-rbac-cm', name, { ...draft, pattern: 'policy.csv, policy.*.csv', matches: isPolicy });

export const PATTERNS: readonly KeysCheck[] = [
  keys('argocd-cm', 'accounts.admin', {
    pattern: 'accounts.admin, accounts.admin.enabled',
    matches: (key) => key === 'accounts.admin' || key === 'accounts.admin.enabled',
    judge: adminFault,
    severity: 'high',
    reason: 'the built-in administrator has every permission, by password or by tokens',
    remedy: 'Remove the key.',
  }),
  keys('argocd-cm', 'accounts', {
    pattern: 'accounts.<name>',
    matches: (key) => /^accounts\.[^.]+$/.test(key) && key !== 'accounts.admin',
    judge: accountFault,
    severity: 'low',
    reason: 'its tokens do not expire unless they are made so',
    remedy: 'Use tokens of project roles that expire, or remove apiKey and skip what is needed.',
  }),
  keys('argocd-cm', 'kustomize.buildOptions.version', {
    pattern: 'kustomize.buildOptions.<version>',
    matches: (key) => key.startsWith('kustomize.buildOptions.'),
    judge: buildOptionsFault,
    severity: 'high',
    reason: 'whoever writes a repository can run programs in the repo-server, or read its files',
    remedy: 'Remove these options; render charts with Applications of their own.',
  }),
  keys('argocd-cm', 'resource.customizations.useOpenLibs', {
    pattern: 'resource.customizations.useOpenLibs.<group>_<kind>',
    matches: (key) => key === 'resource.customizations' || key.startsWith('resource.customizations.useOpenLibs.'),
    judge: openLibs,
    severity: 'medium',
    reason: 'scripts for health and actions can then use the files and programs of Argo CD',
    remedy: 'Remove useOpenLibs, and write the scripts without these libraries.',
  }),
  keys('argocd-cm', 'extension.config', {
    pattern: 'extension.config, extension.config.<name>',
    matches: (key) => key === 'extension.config' || key.startsWith('extension.config.'),
    judgeStrictly: (value, context) =>
      value.trim() !== '' && other('argocd-cmd-params-cm/server.enable.proxy.extension', 'true')(context)
        ? fault('is set')
        : undefined,
    severity: 'low',
    reason: 'the server forwards requests, with the name and groups of the user, to these backends',
    remedy: 'Check the backends, then skip this setting.',
  }),
  keys('argocd-cm', 'links', {
    pattern: 'help.chatUrl, help.download.*, ui.bannerurl',
    matches: (key) => key === 'help.chatUrl' || key === 'ui.bannerurl' || key.startsWith('help.download.'),
    judge: linkFault,
    severity: 'low',
    reason: 'people follow it from a page that they trust',
    remedy: 'Use an https:// address.',
  }),
  rbac('policy.csv', {
    judge: everythingFault,
    severity: 'critical',
    reason: 'an administrator by another name, for which nobody looks',
    remedy: 'Name the resources, actions and projects that are needed; for administrators grant role:admin.',
  }),
  rbac('policy.csv:everybody', {
    judge: (value, context) => everybodyFault(value, allLines(context)),
    severity: 'critical',
    reason: 'whoever can log in can do anything',
    remedy: 'Grant role:admin to a small group that is there for it.',
  }),
  rbac('policy.csv:exec', {
    judge: terminalFault,
    severity: 'medium',
    reason: 'with exec.enabled it opens shells in the pods of Applications',
    remedy: 'Remove exec, create; where it is needed, for one project.',
  }),
  rbac('policy.csv:unreadable', {
    judge: unreadableFault,
    severity: 'medium',
    reason: 'Argo CD then takes no change of the policy at all',
    remedy: 'Write p with six fields or g with three, and quotes around fields with a comma.',
  }),
];
