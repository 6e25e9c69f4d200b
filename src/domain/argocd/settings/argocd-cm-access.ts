import { fault, given, is, isNot, seconds, stated, where } from './faults.ts';
import { inlineSecret } from './inline-secret.ts';
import { keyOf, type Context, type Draft, type Judge, type Setting } from './setting.ts';

/**
 * Who gets into Argo CD, and how: argocd-cm. Sources: util/settings/settings.go and accounts.go, and
 * docs/operator-manual/argocd-cm.yaml of Argo CD.
 */

const cm = (key: string, draft: Draft): Setting => keyOf('argocd-cm', key, draft);

const SSO = ['oidc.config', 'dex.config'];

/** Whether anybody but the built-in administrator can log in. */
export function otherLogin({ data }: Context): boolean {
  const entries = data('argocd-cm');
  const capable = ([key, value]: readonly [string, string]): boolean =>
    /^accounts\.[^.]+$/.test(key) && key !== 'accounts.admin' && /(^|,)\s*login\s*(,|$)/.test(value);
  return SSO.some((key) => (entries.get(key) ?? '').trim() !== '') || [...entries].some(capable);
}

const DAY = 86_400;

const tooLong: Judge = (value) => {
  const length = seconds(value);
  return length !== undefined && length > DAY ? fault(stated(value)) : undefined;
};

/** Only patterns of the usual form are understood; running somebody's pattern could take for ever. */
const tooShort: Judge = (value) => {
  const [, least] = /^\^?\.\{(\d{1,4})(?:,\d*)?\}\$?$/.exec(value) ?? [];
  const none = /^\^?(\.[*+]?)?\$?$/.test(value);
  return none || (least !== undefined && Number(least) < 8) ? fault(stated(value)) : undefined;
};

const plainHttp: Judge = (value) =>
  /(^|[\s"'[,-])http:\/\//i.test(value) ? fault('has an http:// address') : undefined;

const holdsSecret: Judge = (value) => {
  const found = inlineSecret(value);
  return found && fault(`has a ${found.field} written out in line ${found.line}`);
};

export const ACCESS: readonly Setting[] = [
  cm('admin.enabled', {
    form: 'parsed-bool',
    usual: 'true',
    recommended: 'false',
    judge: where(otherLogin, is('true')),
    judgeStrictly: is('true'),
    severity: 'medium',
    reason: 'the built-in administrator has a shared password, no second factor, and every permission',
    remedy: 'Set admin.enabled to "false" once others can log in with a role of their own.',
    hold: (wanted, context) =>
      wanted === 'false' && !otherLogin(context)
        ? 'nobody could log in: argocd-cm has neither oidc.config, dex.config nor an account with login'
        : undefined,
  }),
  cm('users.anonymous.enabled', {
    form: 'exact-true',
    usual: 'false',
    recommended: 'false',
    judge: (value, context) =>
      value === 'true'
        ? fault('is true', given('argocd-rbac-cm/policy.default')(context) ? 'critical' : 'high')
        : undefined,
    severity: 'critical',
    reason: 'whoever reaches the server has what policy.default grants, without a login',
    remedy: 'Remove users.anonymous.enabled.',
  }),
  cm('exec.enabled', {
    form: 'exact-true',
    usual: 'false',
    recommended: 'false',
    judge: is('true'),
    severity: 'high',
    reason: 'terminals in pods open from the UI, with the rights of the server in every namespace',
    remedy: 'Set exec.enabled to "false", and use kubectl exec with rights of its own.',
  }),
  cm('users.session.duration', {
    form: 'text',
    usual: '24h',
    recommended: '24h',
    judge: tooLong,
    severity: 'low',
    reason: 'a stolen session token is good for that long',
    remedy: 'Set users.session.duration to 24h or less.',
  }),
  cm('passwordPattern', {
    form: 'filled-text',
    usual: '^.{8,32}$',
    recommended: '^.{8,32}$',
    judge: tooShort,
    severity: 'medium',
    reason: 'passwords of local accounts may be shorter than 8 characters',
    remedy: 'Remove passwordPattern, or ask for at least 8 characters.',
  }),
  cm('url', {
    form: 'text',
    usual: '',
    judge: plainHttp,
    severity: 'medium',
    reason: 'logins and session cookies travel unencrypted',
    remedy: 'Serve Argo CD over HTTPS and set url to its https:// address.',
  }),
  cm('additionalUrls', {
    form: 'text',
    usual: '',
    judge: plainHttp,
    severity: 'medium',
    reason: 'logins and session cookies travel unencrypted',
    remedy: 'Leave only https:// addresses in additionalUrls.',
  }),
  cm('oidc.config', {
    form: 'text',
    usual: '',
    judge: holdsSecret,
    severity: 'high',
    sensitive: true,
    reason: 'whoever reads ConfigMaps, or their Git repository, can act as Argo CD towards the identity provider',
    remedy: 'Move it to argocd-secret, refer to it as $key, and replace the secret at the identity provider.',
  }),
  cm('dex.config', {
    form: 'text',
    usual: '',
    judge: holdsSecret,
    severity: 'high',
    sensitive: true,
    reason: 'whoever reads ConfigMaps, or their Git repository, can act as Argo CD towards the identity provider',
    remedy: 'Move it to argocd-secret, refer to it as $key, and replace the secret at the identity provider.',
  }),
  cm('oidc.tls.insecure.skip.verify', {
    form: 'exact-true',
    usual: 'false',
    restart: ['server'],
    recommended: 'false',
    judge: is('true'),
    severity: 'high',
    reason: 'whoever stands between Argo CD and the identity provider can log in as anybody',
    remedy: 'Remove it, and add the certificate of the identity provider as rootCA of oidc.config.',
  }),
  cm('server.rbac.disableApplicationFineGrainedRBACInheritance', {
    form: 'parsed-bool',
    usual: [{ value: 'false' }, { since: '3.0.0', value: 'true' }],
    recommended: 'true',
    judge: isNot('true'),
    severity: 'medium',
    reason: 'who may update or delete an Application may also do so to each of its resources',
    remedy: 'Set it to "true", and grant update/* and delete/* to those who need them.',
  }),
  cm('server.rbac.log.enforce.enable', {
    before: '3.0.0',
    form: 'parsed-bool',
    usual: 'false',
    recommended: 'true',
    judge: isNot('true'),
    severity: 'medium',
    reason: 'who may see an Application also reads the logs of its pods, whatever the policies say',
    remedy: 'Set server.rbac.log.enforce.enable to "true", and grant logs, get to those who need it.',
  }),
  cm('server.rbac.rollback.enforce.enable', {
    since: '3.6.0',
    form: 'parsed-bool',
    usual: 'false',
    recommended: 'true',
    judge: isNot('true'),
    severity: 'low',
    reason: 'who may sync an Application may also roll it back to a revision with known faults',
    remedy: 'Set server.rbac.rollback.enforce.enable to "true", and grant rollback to those who need it.',
  }),
  cm('statusbadge.enabled', {
    form: 'exact-true',
    usual: 'false',
    recommended: 'false',
    judge: is('true'),
    severity: 'low',
    reason: 'names and states of Applications are told without a login',
    remedy: 'Set statusbadge.enabled to "false".',
  }),
  cm('ui.cssurl', {
    form: 'text',
    usual: '',
    judge: plainHttp,
    judgeStrictly: (value) => (/^\s*([a-z]+:)?\/\//i.test(value) ? fault(stated(value)) : undefined),
    severity: 'low',
    reason: 'whoever serves the style sheet can read and fake parts of the UI',
    remedy: 'Mount the style sheet into the server, and set ui.cssurl to its path.',
  }),
];
