import { z } from 'zod';
import { dnsSubdomain, keyedList, namespacePattern, permittedGlob, ruled, text } from './fields.ts';
import {
  clusterKind,
  destination,
  destinationServiceAccount,
  list,
  MAX_ENTRIES,
  namespacedKind,
  orphanedResources,
  roles,
  syncWindow,
} from './project-parts.ts';
import { signatureKey, sourceIntegrity } from './project-signing.ts';

/** AppProjects to generate: every field that Argo CD up to 3.6 has, restricted where it is left out. */

const MAX_PROJECTS = 256;

const project = z
  .strictObject({
    name: dnsSubdomain.describe('The name of the AppProject.'),
    description: text(255).default('').describe('What the project is for, in words.'),
    sourceRepos: list(permittedGlob(512)).describe(
      "Repositories that Applications may deploy from, by URL or glob. '*' within a URL stands for anything but '/', '**' for anything; '*' alone is every repository. Empty: none.",
    ),
    sourceNamespaces: list(namespacePattern).describe(
      'Namespaces whose Applications may use the project, by name, by glob or as /regular expression/. Empty: only those in the namespace of Argo CD, which may use every project.',
    ),
    destinations: list(destination).describe('Clusters and namespaces that it may deploy to. Empty: nowhere.'),
    permitOnlyProjectScopedClusters: z
      .boolean()
      .default(false)
      .describe('Whether only clusters whose Secret names the project are permitted, of those in destinations.'),
    destinationServiceAccounts: list(destinationServiceAccount).describe(
      'As whom it deploys, where impersonation is enabled; the first that matches counts. Argo CD 2.13 and later.',
    ),
    clusterResourceWhitelist: list(clusterKind).describe('Cluster-scoped kinds that it may deploy. Empty: none.'),
    clusterResourceBlacklist: list(clusterKind).describe(
      'Cluster-scoped kinds that it may not deploy, though the whitelist names them.',
    ),
    namespaceResourceWhitelist: z
      .array(namespacedKind)
      .max(MAX_ENTRIES)
      .describe('Namespaced kinds that it may deploy. Absent: all. Empty: none.')
      .optional(),
    namespaceResourceBlacklist: list(namespacedKind).describe(
      'Namespaced kinds that it may not deploy, though the whitelist names them.',
    ),
    roles: roles
      .default([])
      .describe('Roles of the project in Argo CD. Tokens that Argo CD issued for them are carried over.'),
    syncWindows: list(syncWindow, 32).describe('When its Applications may sync. Production gates are added to them.'),
    orphanedResources: orphanedResources
      .describe(
        'Watches for resources in its destination namespaces that no Application tracks. Without it nothing is watched.',
      )
      .optional(),
    signatureKeys: list(signatureKey).describe(
      'Keys, one of which must have signed the commit that is synced. Argo CD 3.5 and later ignores them where there is a sourceIntegrity.',
    ),
    sourceIntegrity: sourceIntegrity
      .describe('Which commits must be signed by whom, by repository. Argo CD 3.5 and later.')
      .optional(),
  })
  .meta({ title: 'Project' });

export const projects = ruled(
  z.strictObject({
    mode: z
      .enum(['Audit', 'Enforce'])
      .describe("The mode of this section, where it differs from the policy's.")
      .optional(),
    guard: z
      .enum(['Block', 'Warn'])
      .default('Block')
      .describe(
        'What to do about a project that would not permit an Application which it permits now. Block holds it back. Warn applies it and says so.',
      ),
    lockDefault: z
      .boolean()
      .default(false)
      .describe("Take every permission from Argo CD's project default. It stays locked when the policy goes."),
    secrets: z
      .enum(['None', 'Metadata', 'Data'])
      .default('None')
      .describe(
        'How far repository and cluster Secrets are looked at, which can widen projects. None: not at all. Metadata: which there are. Data: also their fields project, url, server, name and namespaces, and no others.',
      ),
    items: keyedList(project, 'name', MAX_PROJECTS)
      .default([])
      .describe('AppProjects to generate in the namespace of Argo CD.'),
  }),
  {
    cel: "!self.lockDefault || !has(self.items) || !self.items.exists(item, item.name == 'default')",
    message:
      'must not have an item named default together with lockDefault, which takes every permission from it: remove one of them',
    holds: ({ lockDefault, items }) => !lockDefault || items.every(({ name }) => name !== 'default'),
  },
);

export type ProjectsSpec = z.output<typeof projects>;
export type ProjectItem = z.output<typeof project>;
