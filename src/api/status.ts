import { z } from 'zod';
import { text } from './fields.ts';
import { auditStatus } from './status-audit.ts';

/** What the operator reports. Written by it alone, read back by it only to keep times and what it neutralised. */

const list = <T extends z.ZodType>(item: T, max: number, description: string) =>
  z.array(item).max(max).default([]).describe(description);

const count = (description: string) => z.int().min(0).default(0).describe(description);

/** meta/v1 Condition. */
const condition = z.object({
  type: text(316, 1).describe('What is stated, such as Ready, Enforced, InSync, Isolated or Compliant.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it is so.'),
  observedGeneration: z.int().min(0).describe('The generation of the policy that this was found for.').optional(),
  lastTransitionTime: z.iso.datetime({ offset: true }).describe('When the status last changed.'),
  reason: text(1024, 1).describe('Why, as one word for programs.'),
  message: text(32768).describe('Why, in words for people.'),
});

const objectRef = {
  kind: text(63).describe('The kind of the object.'),
  namespace: text(63).describe('The namespace of the object; absent for a cluster-scoped one.').optional(),
  name: text(253).describe('The name of the object.'),
};

const drift = z.object({
  ...objectRef,
  path: text(1024).describe('Where in the object, in JSONPath-like notation; empty for the whole object.'),
  wanted: text(1024).describe('What the policy asks for, as JSON, shortened.'),
  found: text(1024).describe('What was found, as JSON, shortened.'),
  manager: text(1024).describe(
    'The field manager that wrote it, as Kubernetes recorded it; empty where it records none, as for a deletion.',
  ),
  time: text(64).describe('When it was written, as Kubernetes recorded it; for a deletion, when it was noticed.'),
  corrected: z.boolean().describe('Whether it was put right.'),
  times: z.int().min(1).describe('How often this place of this object drifted, as far as it is remembered.'),
});

const violation = z.object({
  rule: text(1024).describe('The id of the rule.'),
  severity: z.enum(['critical', 'high', 'medium', 'low']).describe('How bad it is.'),
  ...objectRef,
  path: text(1024).describe('The field that is at fault.'),
  message: text(256).describe('What is wrong.'),
  remedy: text(1024).describe('How to put it right.'),
});

const planned = z.object({
  action: z
    .enum(['Create', 'Update', 'Delete', 'Neutralise', 'Restore', 'Set', 'Hold', 'Blocked'])
    .describe('What would be done, or that it is held back (Hold) or cannot be done (Blocked).'),
  ...objectRef,
  message: text(1024).describe('What it would do, or why it is held back.'),
});

const managed = z.object({
  ...objectRef,
  component: text(253).describe('The component of Argo CD that it protects, or the key of a ConfigMap that was set.'),
  hash: text(64).describe('A fingerprint of what was applied.'),
});

const project = z.object({
  name: text(253).describe('The name of the AppProject.'),
  applications: count('Applications that use it.'),
  reopenedBy: z
    .array(text(512))
    .max(16)
    .describe('What permits more than its own spec: Secrets and global projects, by name.'),
  unsigned: z.array(text(512)).max(16).describe('Repositories whose commits need no signature, although others do.'),
  message: text(1024).describe('What there is to know: why it is held back, kept, or not locked.'),
});

const gate = z.object({
  application: text(512).describe('The Application, as namespace/name.'),
  project: text(253).describe('Its project.'),
  message: text(1024).describe('Why it is production, and why no window holds it back.'),
  window: text(4096).describe('The sync window to add to its project, as JSON; empty where the project is ours.'),
});

const access = z.object({
  subject: text(512).describe('Who: a User, Group or ServiceAccount.'),
  may: text(1024).describe('What it may do.'),
  via: text(1024).describe('The binding that says so, and its role.'),
});

const denied = z.object({
  role: text(253).describe('The role of the policy that needs it.'),
  message: text(1024).describe('What the operator may not grant: verbs and resources.'),
  manifest: text(16384).describe('The ClusterRole, as YAML, that an administrator would apply to allow it.'),
});

const setting = z.object({
  id: text(253).describe('The setting, such as argocd-cm/admin.enabled.'),
  value: text(256).describe('What is in effect, shortened; empty where it may hold a secret.'),
  source: text(256).describe('Where that is from: argument, environment, ConfigMap or default.'),
  wanted: text(256).describe('What it should be.'),
  restartPending: z.boolean().describe('Whether a pod runs that has not read it yet.'),
});

const rbac = z.object({
  writers: z
    .array(access)
    .max(100)
    .default([])
    .describe("Who can make Argo CD deploy something: by Applications, projects or Secrets in Argo CD's namespace."),
  argocd: z.array(access).max(100).default([]).describe("What Argo CD's own ServiceAccounts may do."),
});

const neutralised = z.object({
  ...objectRef,
  original: text(65536).describe('The rules it had before, as JSON, to be put back.'),
});

const host = z.object({
  host: text(253).describe('The host name, as the policy names it.'),
  addresses: z.array(text(45)).max(64).describe('The addresses it is held to have.'),
});

const summary = z.object({
  managed: count('Objects that the policy keeps.'),
  drifted: count('Objects that differ from what the policy asks for.'),
  corrected: count('How often an object was put right.'),
  critical: count('Findings of severity critical.'),
  high: count('Findings of severity high.'),
  medium: count('Findings of severity medium.'),
  low: count('Findings of severity low.'),
});

const truncated = z.object({
  drift: count('Differences that are not listed.'),
  violations: count('Findings that are not listed.'),
  plan: count('Planned changes that are not listed.'),
  projects: count('Projects that are not listed.'),
  gates: count('Applications that are not listed.'),
  writers: count('Subjects that are not listed.'),
  argocd: count('Rights of Argo CD that are not listed.'),
  settings: count('Settings that are not listed.'),
  denied: count('Roles that are not listed.'),
  hosts: count('Host names that are not listed.'),
  managed: count('Objects that are not listed.'),
});

export const status = z.object({
  observedGeneration: z.int().min(0).describe('The generation of the policy that this status is about.').optional(),
  lastHandledReconcileAt: text(256)
    .describe('The value of the annotation reconcile.gitops-security.io/requestedAt that was last acted on.')
    .optional(),
  conditions: list(condition, 16, 'What is known about the policy, by type.').meta({
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  }),
  summary: summary.describe('Counts of everything, listed or not.').optional(),
  managed: list(managed, 4096, 'The objects that the policy keeps.'),
  drift: list(drift, 100, 'Where the cluster differs from the policy, and who changed it.'),
  violations: list(violation, 100, 'The worst findings, in a fixed order.'),
  audit: auditStatus.describe('What was found in the cluster, by rule and by namespace.').optional(),
  plan: list(planned, 100, 'What Enforce would write, and what is held back.'),
  projects: list(project, 100, 'Projects that there is something to know about.'),
  gates: list(gate, 100, 'Applications that would be synced into production without anybody asking for it.'),
  rbac: rbac.describe('Who can change what Argo CD does, and what Argo CD can do.').optional(),
  denied: list(denied, 64, 'Roles that are not written, as the operator may not grant what they permit.'),
  settings: list(setting, 100, 'Settings that are not as they should be, or not in effect yet.'),
  neutralised: list(neutralised, 64, 'NetworkPolicies of installs of Argo CD that were emptied, and what they were.'),
  hosts: list(host, 320, 'The addresses of the host names that the policy names.'),
  truncated: truncated.describe('How many entries the limit of the report left out.').optional(),
});

export type Status = z.output<typeof status>;
export type Drift = z.output<typeof drift>;
export type Violation = z.output<typeof violation>;
export type Planned = z.output<typeof planned>;
export type Managed = z.output<typeof managed>;
export type ProjectStatus = z.output<typeof project>;
export type GateStatus = z.output<typeof gate>;
export type AccessStatus = z.output<typeof access>;
export type DeniedStatus = z.output<typeof denied>;
export type SettingStatus = z.output<typeof setting>;
export type Neutralised = z.output<typeof neutralised>;
