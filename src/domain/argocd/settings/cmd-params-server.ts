import { everyNamespace, fault, given, is, isNot, stated } from './faults.ts';
import { CONTROLLER, NOTIFICATIONS, param, reader, SERVER } from './params.ts';
import type { Judge, Setting } from './setting.ts';

/** The API server of Argo CD, and what it shares with others: argocd-cmd-params-cm. Source: cmd/argocd-server. */

/** Types that a page of anybody can send without asking: what the check is there to refuse. */
const SIMPLE = /^\s*(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

const contentTypes: Judge = (value) => {
  if (value === '') return fault('is empty');
  return value.split(';').some((type) => SIMPLE.test(type)) ? fault(stated(value)) : undefined;
};

const framed: Judge = (value) => (/^(deny|sameorigin)$/i.test(value) ? undefined : fault(stated(value)));

const embeddable: Judge = (value) =>
  /(^|;)\s*frame-ancestors\s+('self'|'none')(\s+'self')*\s*(;|$)/i.test(value) ? undefined : fault(stated(value));

export const NAMESPACES = 'argocd-cmd-params-cm/application.namespaces';

export const SERVER_PARAMS: readonly Setting[] = [
  param('server.disable.auth', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(SERVER, 'DISABLE_AUTH', 'disable-auth')],
    recommended: 'false',
    judge: is('true'),
    severity: 'critical',
    reason: 'whoever reaches the server is its administrator, without a login',
    remedy: 'Remove server.disable.auth.',
  }),
  param('server.insecure', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(SERVER, 'INSECURE', 'insecure')],
    recommended: 'false',
    judge: is('true'),
    severity: 'medium',
    reason: 'passwords and tokens travel unencrypted between the ingress and the server',
    remedy: 'Remove it, and let the ingress pass TLS on; where a mesh encrypts this connection, skip this setting.',
  }),
  param('server.api.content.types', {
    form: 'text',
    usual: 'application/json',
    readers: [reader(SERVER, 'ARGOCD_API_CONTENT_TYPES', 'api-content-types')],
    recommended: 'application/json',
    judge: contentTypes,
    severity: 'high',
    reason: 'any web page can make the browser of a user send requests to Argo CD (CSRF)',
    remedy: 'Remove server.api.content.types.',
  }),
  param('server.x.frame.options', {
    form: 'filled-text',
    usual: 'sameorigin',
    readers: [reader(SERVER, 'X_FRAME_OPTIONS', 'x-frame-options')],
    recommended: 'sameorigin',
    judge: framed,
    severity: 'low',
    reason: 'any web page can show the UI in a frame, and lead clicks into it',
    remedy: 'Remove it, or set it to sameorigin or deny.',
  }),
  param('server.content.security.policy', {
    form: 'filled-text',
    usual: "frame-ancestors 'self';",
    readers: [reader(SERVER, 'CONTENT_SECURITY_POLICY', 'content-security-policy')],
    recommended: "frame-ancestors 'self';",
    judge: embeddable,
    severity: 'low',
    reason: 'any web page can show the UI in a frame, and lead clicks into it',
    remedy: "Remove it, or have frame-ancestors 'self' or 'none' in it.",
  }),
  param('server.enable.proxy.extension', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(SERVER, 'ENABLE_PROXY_EXTENSION', 'enable-proxy-extension')],
    recommended: 'false',
    judge: is('true'),
    severity: 'low',
    reason: 'the server forwards requests of users to other services, a feature in beta',
    remedy: 'Remove it where no proxy extension is used.',
  }),
  param('server.sync.replace.allowed', {
    since: '3.0.0',
    form: 'env-bool',
    usual: 'true',
    readers: [reader(SERVER, 'ARGOCD_SYNC_WITH_REPLACE_ALLOWED', 'sync-with-replace-allowed')],
    strict: 'false',
    judgeStrictly: is('true'),
    severity: 'low',
    reason: 'who may sync may also have objects deleted and created anew',
    remedy: 'Set server.sync.replace.allowed to "false".',
  }),
  param('application.namespaces', {
    form: 'list',
    usual: '',
    readers: [SERVER, CONTROLLER, NOTIFICATIONS].map((names) =>
      reader(names, 'ARGOCD_APPLICATION_NAMESPACES', 'application-namespaces'),
    ),
    judge: (value) => (everyNamespace(value) ? fault('has every namespace') : undefined),
    severity: 'high',
    reason: 'whoever may create Applications in any namespace has Argo CD deploy for them',
    remedy: 'List the namespaces, or patterns that only trusted ones match.',
  }),
  param('notificationscontroller.selfservice.enabled', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(NOTIFICATIONS, 'SELF_SERVICE_NOTIFICATION_ENABLED', 'self-service-notification-enabled')],
    recommended: 'false',
    judge: (value, context) => (value === 'true' && given(NAMESPACES)(context) ? fault('is true') : undefined),
    judgeStrictly: is('true'),
    severity: 'low',
    reason: 'ConfigMaps and Secrets of other namespaces decide where notifications go',
    remedy: 'Remove it where teams do not need notifications of their own.',
  }),
  param('hydrator.enabled', {
    form: 'env-bool',
    usual: 'false',
    readers: [SERVER, CONTROLLER].map((names) => reader(names, 'ARGOCD_HYDRATOR_ENABLED', 'hydrator-enabled')),
    strict: 'false',
    judgeStrictly: isNot('false'),
    severity: 'low',
    reason: 'Argo CD then holds credentials that write to Git',
    remedy: 'Remove it where the source hydrator is not used.',
  }),
];
