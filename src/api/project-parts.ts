import { z } from 'zod';
import { keyedList, matches, permittedGlob, ruled, selectingGlob, text } from './fields.ts';

/**
 * The structures that a project is made of. What only Argo CD's API server would refuse, and CEL cannot say within its
 * budget, is refused by src/domain/argocd/project/validation.ts.
 */

/** Of lists in a project, of which there are many: the API server multiplies all bounds to estimate the cost of a rule. */
export const MAX_ENTRIES = 128;

export const list = <T extends z.ZodType>(item: T, max = MAX_ENTRIES) => z.array(item).max(max).default([]);

export const destination = ruled(
  z
    .strictObject({
      server: permittedGlob(512)
        .describe('The URL of the cluster, such as https://kubernetes.default.svc, or a glob.')
        .optional(),
      name: permittedGlob(253)
        .describe('The name of the cluster in Argo CD, such as in-cluster, or a glob. Beside server it permits more.')
        .optional(),
      namespace: permittedGlob(253).describe(
        "The namespace, or a glob. '*' also permits Applications that name no namespace.",
      ),
    })
    .meta({ title: 'ProjectDestination' }),
  {
    cel: 'has(self.server) || has(self.name)',
    message: "must name the cluster, by server or by name; to mean every cluster, write server: '*'",
    holds: ({ server, name }) => server !== undefined || name !== undefined,
  },
);

/** filepath.Match of Go: a pattern that it cannot read matches nothing, and in a blacklist that permits. */
const kindGlobs = {
  group: text(253)
    .regex(/^[-.a-z0-9*?]*$/)
    .describe("The API group, or a glob with '*' and '?'. An empty text is the core group."),
  kind: text(63, 1)
    .regex(/^[A-Za-z0-9*?]+$/)
    .describe("The kind, such as Deployment, or a glob with '*' and '?'."),
};

export const namespacedKind = z.strictObject(kindGlobs).meta({ title: 'ProjectNamespacedKind' });

export const clusterKind = z
  .strictObject({
    ...kindGlobs,
    name: text(253, 1)
      .regex(/^["-Z^-z|~]+$/)
      .describe(
        "The name of the object, or a glob with '*' and '?'; without it, every object of the kind. Argo CD before 3.3 does not know it, and would take every object.",
      )
      .optional(),
  })
  .meta({ title: 'ProjectClusterKind' });

const role = z
  .strictObject({
    name: text(63, 1)
      .regex(/^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/)
      .describe('The name of the role. In policies its subject is proj:<project>:<role>.'),
    description: text(255).describe('What the role is for, in words.').optional(),
    policies: list(text(1024, 1)).describe(
      "What the role may do, one line each, such as 'p, proj:apps:deployer, applications, sync, apps/*, allow'. Argo CD drops all roles of a project when it cannot read one line, so a project with such a line is not written.",
    ),
    groups: list(text(253, 1)).describe(
      'Groups of the identity provider whose members have the role. A name with a comma has to be in double quotes.',
    ),
  })
  .meta({ title: 'ProjectRole' });

export const roles = keyedList(role, 'name', 32);

const windowGlobs = (max: number, description: string) => list(selectingGlob(max), 64).describe(description);

export const syncWindow = ruled(
  z
    .strictObject({
      kind: z
        .enum(['allow', 'deny'])
        .describe(
          'What the window does. allow: its Applications sync in such windows only. deny: they do not sync in it, whatever allows it.',
        ),
      schedule: ruled(
        text(64, 1).regex(/^[-+*?/,@0-9A-Za-z ]+$/),
        matches(
          /^[^@ ]+( [^@ ]+){4}$/,
          "must be five fields of cron with one space between them, such as '0 22 * * *'; Argo CD knows neither seconds nor @daily",
        ),
      ).describe("When the window begins, as five fields of cron. '* * * * *' is always."),
      duration: ruled(
        text(32, 2),
        matches(
          /^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$/,
          'must be a duration as Go writes it, such as 24h or 1h30m; there is no unit for days',
        ),
      ).describe('How long the window lasts, such as 24h.'),
      applications: windowGlobs(253, 'Selects Applications by their name, or by a glob of it.'),
      namespaces: windowGlobs(253, 'Selects Applications by their destination namespace, or by a glob of it.'),
      clusters: windowGlobs(
        512,
        'Selects Applications by their destination cluster as they write it, or by a glob of it. One that is written as a name is not found by its URL.',
      ),
      manualSync: z
        .boolean()
        .default(false)
        .describe(
          'Whether syncs that people start go through all the same. They do only if every window that forbids them says so.',
        ),
      timeZone: text(64, 1)
        .regex(/^[A-Za-z0-9_+/-]+$/)
        .describe('The time zone of the schedule, such as Europe/Berlin; UTC where it is left out.')
        .optional(),
      andOperator: z
        .boolean()
        .default(false)
        .describe('Whether all kinds of selectors that are given must match, and not one of them.'),
      description: text(255).describe('What the window is for, in words. Argo CD 3.1 and later.').optional(),
      syncOverrun: z
        .boolean()
        .describe('Whether a sync that runs may go on when the window forbids it. Argo CD 3.5 and later.')
        .optional(),
    })
    .meta({ title: 'ProjectSyncWindow' }),
  {
    cel: 'self.applications.size() + self.namespaces.size() + self.clusters.size() > 0',
    message:
      "must select Applications, by applications, namespaces or clusters, as without a selector it matches none; for all, write applications: ['*']",
    holds: ({ applications, namespaces, clusters }) => applications.length + namespaces.length + clusters.length > 0,
  },
);

/** Argo CD refuses a `!` anywhere in these. A pattern, as they are too many for a rule with a message. */
const unnegated = /^["-~]+$/;
const SERVICE_ACCOUNT = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?:)?[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

export const destinationServiceAccount = z
  .strictObject({
    server: text(512, 1)
      .regex(unnegated)
      .describe("The URL of the cluster, or a glob without '!'. Cluster names are not compared."),
    namespace: text(253, 1).regex(unnegated).describe("The destination namespace, or a glob without '!'."),
    defaultServiceAccount: text(253, 1)
      .regex(SERVICE_ACCOUNT)
      .describe('The ServiceAccount, by its name in the destination namespace, or as namespace:name.'),
  })
  .meta({ title: 'ProjectDestinationServiceAccount' });

export const orphanedResources = z
  .strictObject({
    warn: z.boolean().default(false).describe('Whether Applications get a warning for resources that none tracks.'),
    ignore: list(
      z
        .strictObject({
          group: text(253).default('').describe('The API group, or a glob. An empty text is the core group.'),
          kind: text(63).default('').describe('The kind, or a glob. Empty: every kind.'),
          name: text(253).default('').describe('The name of the object, or a glob. Empty: every name.'),
        })
        .meta({ title: 'ProjectOrphanedResource' }),
    ).describe('Resources that are not counted.'),
  })
  .meta({ title: 'ProjectOrphanedResources' });
