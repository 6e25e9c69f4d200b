import { buildOptionsFault } from './build-options.ts';
import { fault, is, isNot, isSet, isUnset, isZero, other, stated, where } from './faults.ts';
import { keyOf, type Draft, type Judge, type Setting } from './setting.ts';

/**
 * How manifests are made, and as whom they are deployed: argocd-cm. Sources: util/settings/settings.go and
 * docs/operator-manual/argocd-cm.yaml of Argo CD.
 */

const cm = (key: string, draft: Draft): Setting => keyOf('argocd-cm', key, draft);

const tool = (key: string, name: string): Setting =>
  cm(key, {
    form: 'filled-bool',
    usual: 'true',
    judgeStrictly: is('true'),
    severity: 'low',
    reason: `a fault of ${name} is open to every repository, whether it is used or not`,
    remedy: `Set ${key} to "false" where no Application uses it.`,
  });

const hasHttp: Judge = (value) =>
  value.split(',').some((scheme) => scheme.trim().toLowerCase() === 'http') ? fault('has http') : undefined;

const isStar = (item: string): boolean => /^\s*(["']?)\*\1\s*$/.test(item);

/** `kinds: ['*']`, in brackets or as a list: an exclusion of all that there is, at least of some group. */
const everyKind: Judge = (value) => {
  const inBrackets = [...value.matchAll(/kinds["']?\s*:\s*\[([^[\]]*)\]/g)].flatMap(([, items = '']) =>
    items.split(','),
  );
  const blocks = value.split(/kinds["']?\s*:[ \t]*\n/).slice(1);
  const inLists = blocks.flatMap((block) => /^(?:\s*-[^\n]*\n?)*/.exec(block)?.[0].split('\n') ?? []);
  const items = [...inBrackets, ...inLists.map((line) => line.replace(/^\s*-/, ''))];
  return items.some(isStar) ? fault('leaves out every kind') : undefined;
};

const CONTROLLER = 'application-controller';

export const DEPLOYING: readonly Setting[] = [
  cm('kustomize.buildOptions', {
    form: 'text',
    usual: '',
    recommended: '',
    judge: buildOptionsFault,
    severity: 'high',
    reason: 'whoever writes a repository can run programs in the repo-server, or read its files',
    remedy: 'Remove these options; render charts with Applications of their own.',
  }),
  tool('kustomize.enable', 'Kustomize'),
  tool('helm.enable', 'Helm'),
  tool('jsonnet.enable', 'Jsonnet'),
  cm('helm.valuesFileSchemes', {
    form: 'text',
    usual: 'https,http',
    recommended: 'https',
    strict: '',
    judge: hasHttp,
    judgeStrictly: isSet,
    severity: 'low',
    reason: 'value files make the repo-server fetch from addresses that an Application names, even unencrypted',
    remedy: 'Set helm.valuesFileSchemes to https, or to "" where no remote value files are used.',
  }),
  cm('application.sync.impersonation.enabled', {
    form: 'exact-true',
    usual: 'false',
    strict: 'true',
    judgeStrictly: isNot('true'),
    severity: 'medium',
    reason: 'every project deploys with the rights of the controller, usually of cluster-admin',
    remedy: 'Give every project destinationServiceAccounts, then set it to "true".',
  }),
  cm('application.sync.impersonation.enforced', {
    since: '3.5.0',
    form: 'not-false',
    usual: 'true',
    recommended: 'true',
    judge: where(other('argocd-cm/application.sync.impersonation.enabled', 'true'), is('false')),
    severity: 'medium',
    reason: 'a project without a service account still deploys with the rights of the controller',
    remedy: 'Remove application.sync.impersonation.enforced.',
  }),
  cm('application.sync.requireOverridePrivilegeForRevisionSync', {
    since: '3.3.0',
    form: 'parsed-bool',
    usual: 'false',
    recommended: 'true',
    judge: isNot('true'),
    severity: 'medium',
    reason: 'who may sync may deploy any revision, such as a branch that nobody reviewed',
    remedy: 'Set it to "true", and grant override to those who need it.',
  }),
  cm('application.resourceTrackingMethod', {
    form: 'filled-text',
    usual: [{ value: 'label' }, { since: '3.0.0', value: 'annotation' }],
    recommended: 'annotation',
    judge: is('label'),
    severity: 'low',
    reason: 'an object with a copied label is taken for one of the Application, and pruned',
    remedy: 'Set it to annotation; see the upgrade notes of Argo CD 3.0.',
  }),
  cm('resource.respectRBAC', {
    form: 'text',
    usual: '',
    restart: [CONTROLLER],
    judge: isNot('', 'normal', 'strict'),
    severity: 'low',
    reason: 'the controller does not watch a cluster with a value that it does not know',
    remedy: 'Set it to normal or strict, or remove it.',
  }),
  cm('resource.exclusions', {
    form: 'text',
    usual: '',
    judge: everyKind,
    severity: 'low',
    reason: 'what Argo CD leaves out it neither compares nor shows',
    remedy: 'Name the kinds that are to be left out.',
  }),
  cm('resource.inclusions', {
    form: 'text',
    usual: '',
    judgeStrictly: (value) => (value.trim() === '' ? undefined : fault('is set')),
    severity: 'low',
    reason: 'what is not listed Argo CD neither compares nor shows',
    remedy: 'Check that nothing is missing, then skip this setting.',
  }),
  cm('resource.sensitive.mask.annotations', {
    form: 'text',
    usual: '',
    judgeStrictly: isUnset,
    severity: 'low',
    reason: 'annotations of Secrets are shown to whoever may see the Application',
    remedy: 'List the annotations that hold something secret, with commas between.',
  }),
  cm('cluster.inClusterEnabled', {
    form: 'not-false',
    usual: 'true',
    judgeStrictly: is('true'),
    severity: 'low',
    reason: 'Applications may deploy into the cluster that Argo CD itself runs in',
    remedy: 'Set it to "false" where that is not intended; Argo CD then cannot manage itself.',
  }),
  cm('globalProjects', {
    form: 'text',
    usual: '',
    judgeStrictly: (value) => (/\bprojectName\b/i.test(value) ? fault('is set') : undefined),
    severity: 'low',
    reason: 'projects permit more than they say, by what global projects add to them',
    remedy: 'Check what the global projects permit, then skip this setting.',
  }),
  cm('webhook.maxPayloadSizeMB', {
    form: 'number',
    usual: '50',
    restart: ['server'],
    recommended: '50',
    judge: (value) => (Number(value) > 50 ? fault(stated(value)) : undefined),
    severity: 'low',
    reason: 'whoever reaches the webhooks can fill the memory of the server',
    remedy: 'Set webhook.maxPayloadSizeMB to 50 or less.',
  }),
  cm('timeout.reconciliation', {
    form: 'filled-text',
    usual: [{ value: '180s' }, { since: '3.2.0', value: '120s' }],
    readers: [{ component: CONTROLLER, env: 'ARGOCD_RECONCILIATION_TIMEOUT', flag: 'app-resync' }],
    judge: (value) => (isZero(value) ? fault(stated(value)) : undefined),
    severity: 'low',
    reason: 'Argo CD looks for changes in Git only when it is told to',
    remedy: 'Remove timeout.reconciliation, or set it to some minutes.',
  }),
];
