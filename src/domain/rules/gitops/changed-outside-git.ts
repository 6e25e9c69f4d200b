import type { Severity } from '../../../api/audit.ts';
import { type FoundIn, namespaceRule, refTo } from '../../audit/rule.ts';
import type { Edit, Seen, Tracking } from '../../audit/subjects.ts';
import { isKubectl } from '../../gitops/managers.ts';
import { cap } from '../../text.ts';
import { isInGit, objectsOf } from './managed.ts';

/** What permits something, or keeps something apart. */
const GUARDS: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'NetworkPolicy', 'ServiceAccount']);
const ADMISSION = 'metadata.labels["pod-security.kubernetes.io/';

const isOfTemplate = (field: string): boolean => field.startsWith('spec.template.metadata.annotations');

/** `kubectl rollout restart` leaves an annotation on the template of the pods, and nothing else. */
const isRestart = ({ fields }: Edit): boolean => fields.every(isOfTemplate);

function severityOf({ kind }: Seen, edit: Edit): Severity {
  if (GUARDS.has(kind) || edit.fields.some((field) => field.startsWith(ADMISSION))) return 'high';
  return isRestart(edit) ? 'low' : 'medium';
}

const trackerText = ({ by, id }: Tracking): string =>
  by === 'ArgoCD' ? `Argo CD's Application "${cap(id, 60)}"` : `Flux's "${cap(id, 60)}"`;

/** A person changes an object now and then; a program may do so all day long, and would change the message every day. */
const dayText = ({ manager, time }: Edit): string =>
  isKubectl(manager) && /^\d{4}-\d{2}-\d{2}T/.test(time) ? ` on ${time.slice(0, 10)}` : '';

function messageOf(tracking: Tracking, edit: Edit): string {
  const by = `"${cap(edit.manager, 40)}"`;
  const tail = `${dayText(edit)}.`;
  const start = `Tracked by ${trackerText(tracking)}, and `;
  if (isRestart(edit)) return `${start}restarted by ${by}${tail}`;
  const head = `${start}changed by ${by}: `;
  return `${head}${cap(edit.fields.join(', '), 250 - head.length - tail.length)}${tail}`;
}

const found = (object: Seen, tracking: Tracking, edit: Edit): FoundIn => ({
  object: refTo(object),
  path: edit.fields[0] ?? '',
  severity: severityOf(object, edit),
  message: messageOf(tracking, edit),
});

const foundIn = (object: Seen): FoundIn[] => {
  const { tracking, edits = [] } = object;
  if (tracking === undefined || !isInGit(object)) return [];
  return edits.map((edit) => found(object, tracking, edit));
};

export const changedOutsideGit = namespaceRule({
  id: 'gitops/changed-outside-git',
  title: 'Tracked object was changed outside of Git',
  severity: 'medium',
  reads: [
    'metadata of workloads, Services, Ingresses, ConfigMaps, NetworkPolicies, ServiceAccounts, Secrets, Roles, RoleBindings and Namespaces: annotations and labels that track, managedFields, creationTimestamp',
    'metadata.annotations: kubectl.kubernetes.io/last-applied-configuration, not of Secrets',
  ],
  why: 'What somebody changes in the cluster is in no review and no history, and GitOps corrects only the fields that are in Git: what was added beside them stays. Found where Kubernetes records that fields of the object belong to somebody other than Argo CD, Flux, the parts of Kubernetes that change objects by design, and this operator; and where Argo CD or Flux does not own the field, too, and the value is not the one that was last applied. High for what guards something: Roles, RoleBindings, ServiceAccounts, NetworkPolicies and the Pod Security labels of a namespace; low for a mere restart. Not found: changes of metadata, except labels of a namespace; status; scaling by an autoscaler; what was removed, which leaves no trace; what the object was first made by, before it was tracked; and objects in no namespace, such as ClusterRoles. The name is the one that the client gave itself.',
  remedy:
    'Make the change in Git, or undo it: let Argo CD or Flux apply what is in Git, and remove by hand what was added. If a program changes it by design, accept that by an exception.',
  mapping: {},
  sources: [
    'https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management',
    'https://github.com/argoproj/argo-cd/blob/v3.6.1/common/common.go',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-self-healing',
  ],
  check: (view) => objectsOf(view).flatMap(foundIn),
});
