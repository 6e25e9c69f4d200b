import { everyNamespace, fault, given, is, isNot, isZero, other, stated, where } from './faults.ts';
import { APPLICATION_SETS, idOf, param, REPO_SERVER, reader, SERVER } from './params.ts';
import type { Context, Reader, Setting } from './setting.ts';

/**
 * What the repo-server and the controller of ApplicationSets take from outside: argocd-cmd-params-cm. Sources:
 * cmd/argocd-repo-server, cmd/argocd-applicationset-controller and docs/operator-manual/applicationset of Argo CD.
 */

const anywhere = given(idOf('applicationsetcontroller.namespaces'));
const unrestricted = (context: Context): boolean =>
  anywhere(context) && !other(idOf('applicationsetcontroller.enable.scm.providers'), 'false')(context);

/** The server renders previews of ApplicationSets, under the variables of their controller. */
const both = (variable: string, flag: string): readonly Reader[] => [
  reader(APPLICATION_SETS, variable, flag),
  reader(SERVER, `${APPLICATION_SETS.env}_${variable}`, `appset-${flag}`),
];

export const SOURCES: readonly Setting[] = [
  param('applicationsetcontroller.namespaces', {
    form: 'list',
    usual: '',
    readers: [reader(APPLICATION_SETS, 'NAMESPACES', 'applicationset-namespaces')],
    judge: (value) => (everyNamespace(value) ? fault('has every namespace') : undefined),
    severity: 'high',
    reason: 'whoever may create ApplicationSets in any namespace has Argo CD fetch and deploy for them',
    remedy: 'List the namespaces, or patterns that only trusted ones match.',
  }),
  param('applicationsetcontroller.allowed.scm.providers', {
    form: 'list',
    usual: '',
    readers: both('ALLOWED_SCM_PROVIDERS', 'allowed-scm-providers'),
    judge: where(unrestricted, (value) => (value === '' ? fault('is not set') : undefined)),
    severity: 'high',
    reason: 'ApplicationSets of other namespaces can have tokens sent to any address',
    remedy: 'List the addresses, or set applicationsetcontroller.enable.scm.providers to "false".',
  }),
  param('applicationsetcontroller.enable.scm.providers', {
    form: 'env-bool',
    usual: 'true',
    readers: both('ENABLE_SCM_PROVIDERS', 'enable-scm-providers'),
    judgeStrictly: is('true'),
    severity: 'low',
    reason: 'ApplicationSets can have the controller call services for source code, with tokens',
    remedy: 'Set it to "false" where no ApplicationSet uses the SCM provider or pull request generator.',
  }),
  param('applicationsetcontroller.enable.tokenref.strict.mode', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(APPLICATION_SETS, 'TOKENREF_STRICT_MODE', 'token-ref-strict-mode')],
    strict: 'true',
    judge: where(anywhere, isNot('true')),
    judgeStrictly: isNot('true'),
    severity: 'medium',
    reason: 'ApplicationSets can send any Secret of their namespace as a token',
    remedy: 'Label the Secrets argocd.argoproj.io/secret-type: scm-creds, then set it to "true".',
  }),
  param('applicationsetcontroller.policy', {
    form: 'filled-text',
    usual: '',
    readers: [reader(APPLICATION_SETS, 'POLICY', 'policy')],
    judgeStrictly: is('', 'sync', 'create-delete'),
    severity: 'low',
    reason: 'a generator that returns nothing has every Application deleted',
    remedy: 'Set it to create-update where ApplicationSets need not delete.',
  }),
  param('applicationsetcontroller.enable.policy.override', {
    form: 'env-bool',
    // True where the variable for the policy is empty: then there is nothing to override.
    usual: 'false',
    readers: [reader(APPLICATION_SETS, 'ENABLE_POLICY_OVERRIDE', 'enable-policy-override')],
    recommended: 'false',
    judge: where((context) => given(idOf('applicationsetcontroller.policy'))(context), is('true')),
    severity: 'low',
    reason: 'each ApplicationSet can lift what applicationsetcontroller.policy restricts',
    remedy: 'Remove it, or set it to "false".',
  }),
  param('reposerver.allow.oob.symlinks', {
    form: 'env-bool',
    usual: 'false',
    readers: [reader(REPO_SERVER, 'ALLOW_OUT_OF_BOUNDS_SYMLINKS', 'allow-oob-symlinks')],
    recommended: 'false',
    judge: is('true'),
    severity: 'high',
    reason: 'links in a repository can lead to files of the repo-server and of other repositories',
    remedy: 'Remove reposerver.allow.oob.symlinks.',
  }),
  ...[REPO_SERVER, APPLICATION_SETS].map((names) =>
    param(`${names.key}.enable.git.submodule`, {
      form: 'env-bool',
      usual: 'true',
      readers: [reader(names, 'ARGOCD_GIT_MODULES_ENABLED')],
      strict: 'false',
      judgeStrictly: is('true'),
      severity: 'low',
      reason: 'repositories can have others fetched, from addresses that no project permits',
      remedy: 'Set it to "false" where no repository has submodules.',
    }),
  ),
  param('reposerver.max.combined.directory.manifests.size', {
    form: 'filled-text',
    usual: '10M',
    readers: [reader(REPO_SERVER, 'MAX_COMBINED_DIRECTORY_MANIFESTS_SIZE', 'max-combined-directory-manifests-size')],
    recommended: '10M',
    judge: (value) => (isZero(value) ? fault(stated(value)) : undefined),
    severity: 'low',
    reason: 'a repository can fill the memory of the repo-server',
    remedy: 'Remove it, or set it to a size such as 10M.',
  }),
];
