import { z } from 'zod';
import { celMatches, dnsLabel, keyedList, ruled, text } from './fields.ts';
import { labelSelector } from './selector.ts';

/** Kubernetes Roles to generate, and the ServiceAccounts that Argo CD deploys as. */

/**
 * What a pattern can say is not said in CEL: the API server multiplies the cost of a rule by all lists around it. In RBAC
 * a star has a meaning alone or before a slash. Source: k8s.io/kubernetes, pkg/apis/rbac/v1/evaluation_helpers.go.
 */
const noStar = {
  cel: "!self.startsWith('*')",
  message: "must not be '*', as that would grow with every API that is installed; list what is granted",
  holds: (candidate: string) => !candidate.startsWith('*'),
};

const apiGroup = ruled(text(253).regex(/^(\*|[-.a-z0-9]*)$/), noStar);
const resource = ruled(text(253, 1).regex(/^(\*|[-.a-z0-9]+)(\/[-.a-z0-9]+)?$/), noStar);

/** `*` is nothing special here and would be taken for "all". */
const resourceName = text(253, 1).regex(/^[^*]+$/);

/** With escalate and bind a role gives itself every right, with impersonate those of anybody. */
const verb = ruled(text(63, 1).regex(/^(\*|[a-z][-a-z]*)$/), noStar, {
  cel: "!(self in ['escalate', 'bind']) && !self.startsWith('impersonate')",
  message: 'must not be escalate, bind or impersonate: whoever has one of these has every right',
  holds: (candidate) => !['escalate', 'bind'].includes(candidate) && !candidate.startsWith('impersonate'),
});

const rule = z
  .strictObject({
    apiGroups: z
      .array(apiGroup)
      .min(1)
      .max(32)
      .describe('The API groups of the resources. An empty text is the core group.'),
    resources: z
      .array(resource)
      .min(1)
      .max(64)
      .describe('The resources that may be used, such as deployments, or pods/log for a part of them.'),
    resourceNames: z
      .array(resourceName)
      .max(64)
      .default([])
      .describe('The objects that may be used, by name. Empty: all. Kubernetes cannot limit create and list by name.'),
    verbs: z.array(verb).min(1).max(16).describe('What may be done with them, such as get, list and watch.'),
  })
  .meta({ title: 'RoleRule' });

const SERVICE_ACCOUNT = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

const subject = ruled(
  z
    .strictObject({
      kind: z.enum(['User', 'Group', 'ServiceAccount']).describe('What the name is the name of.'),
      name: text(253, 1).describe('The name of the user, group or ServiceAccount, as Kubernetes knows it.'),
      namespace: dnsLabel.describe('The namespace of a ServiceAccount. Users and groups have none.').optional(),
    })
    .meta({ title: 'RoleSubject' }),
  {
    cel: "(self.kind == 'ServiceAccount') == has(self.namespace)",
    message: 'must have a namespace for a ServiceAccount, and none for a User or Group',
    holds: ({ kind, namespace }) => (kind === 'ServiceAccount') === (namespace !== undefined),
  },
  {
    cel: `self.kind != 'ServiceAccount' || ${celMatches('self.name', SERVICE_ACCOUNT)}`,
    message: 'must name the ServiceAccount in lower-case letters, digits, dots and hyphens, without its namespace',
    holds: ({ kind, name }) => kind !== 'ServiceAccount' || SERVICE_ACCOUNT.test(name),
  },
);

const role = ruled(
  z
    .strictObject({
      name: dnsLabel.describe('The name of the role. The Roles and RoleBindings that it becomes are named after it.'),
      namespaces: z
        .array(text(63, 1).regex(/^[-a-z0-9*?]+$/))
        .max(64)
        .default([])
        .describe(
          "The namespaces that get it, by name or by glob: '*' stands for any characters, '?' for one. New namespaces that match get it as well.",
        ),
      namespaceSelector: labelSelector
        .describe('Further namespaces that get it, by their labels. {} means every namespace.')
        .optional(),
      subjects: z.array(subject).max(64).default([]).describe('Who may do it. Empty: nobody.'),
      preset: z
        .enum(['viewer', 'deployer', 'auditor', 'tenant'])
        .describe('A ready set of rules, in place of rules of your own.')
        .optional(),
      rules: z.array(rule).max(32).default([]).describe('What may be done, in place of a preset.'),
    })
    .meta({ title: 'Role' }),
  {
    cel: 'has(self.preset) != (self.rules.size() > 0)',
    message: 'must have either a preset or rules',
    holds: ({ preset, rules }) => (preset !== undefined) !== rules.length > 0,
  },
  {
    cel: 'self.namespaces.size() > 0 || has(self.namespaceSelector)',
    message: 'must say where it is granted: name namespaces, or a namespaceSelector, where {} means every namespace',
    holds: ({ namespaces, namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined,
  },
);

const impersonation = z.strictObject({
  projects: z
    .array(text(63, 1).regex(/^[-.a-z0-9*?]+$/))
    .max(64)
    .default(['*'])
    .describe(
      'Projects of this policy, by name or glob, that deploy as ServiceAccounts of their own. While Argo CD impersonates, an Application of another project is only synced if its project names an account itself.',
    ),
  guard: z
    .enum(['Block', 'Warn'])
    .default('Block')
    .describe(
      'What to do while Applications deploy what their ServiceAccount may not. Block does not begin to impersonate. Warn does, and says so.',
    ),
});

export const rbac = z.strictObject({
  mode: z
    .enum(['Audit', 'Enforce'])
    .describe("The mode of this section, where it differs from the policy's.")
    .optional(),
  roles: keyedList(role, 'name', 64)
    .default([])
    .describe('Roles to generate: a Role and a RoleBinding in each of their namespaces.'),
  impersonation: impersonation
    .describe(
      "One ServiceAccount for each project and destination namespace, as which Argo CD deploys in place of its controller's. Without this section none is generated.",
    )
    .optional(),
});

export type RoleItem = z.output<typeof role>;
export type ImpersonationSpec = z.output<typeof impersonation>;
