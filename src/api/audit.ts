import { z } from 'zod';
import { keyedList, matches, ruled, text } from './fields.ts';
import { labelSelector } from './selector.ts';

/** What the cluster is audited for, and what is left out, with a reason. */

const severity = z.enum(['critical', 'high', 'medium', 'low']);
export const CATEGORIES = [
  'pod-security',
  'images',
  'network',
  'rbac',
  'secrets',
  'argocd',
  'flux',
  'gitops',
  'settings',
  'custom',
] as const;
const category = z.enum(CATEGORIES);

/** Patterns, although CEL would say more: they stand in long lists, and a rule for each costs too much. */
const nameGlob = text(63, 1).regex(/^[a-z0-9*?]([-a-z0-9*?]*[a-z0-9*?])?$/, {
  message: "must be the name of a namespace, or a glob of it with '*' and '?'",
});
const objectGlob = text(253, 1).regex(/^[-A-Za-z0-9.:_*?]+$/, {
  message: "must be the name of an object, or a glob of it with '*' and '?'",
});
const ruleGlob = text(253, 3).regex(/^[a-z*?][-a-z0-9*?]*\/[-._:a-zA-Z0-9*?/]+$/, {
  message: 'must be the id of a rule, such as network/open-to-world, or a glob of it such as pod-security/*',
});

const namespaces = z.strictObject({
  include: z.array(nameGlob).min(1).max(64).default(['*']).describe('Namespaces that are audited, as globs.'),
  exclude: z.array(nameGlob).max(64).default([]).describe('Namespaces that are not, as globs. Wins over include.'),
  selector: labelSelector.describe('Labels that an audited namespace must have, too.').optional(),
});

/** How a registry is written in an image: the text before it, at a slash or at its end. */
const registry = text(253, 1).regex(/^[a-zA-Z0-9]([-._:a-zA-Z0-9/]*[a-zA-Z0-9])?$/, {
  message: 'must be a registry, or a registry and a path in it, such as ghcr.io/example, without scheme or wildcard',
});

const images = z.strictObject({
  allowedRegistries: z
    .array(registry)
    .max(64)
    .default([])
    .describe(
      'Where images may come from: docker.io, ghcr.io/example. Everything below a path is included. Empty: from anywhere.',
    ),
  requireDigest: z.boolean().default(false).describe('Whether every image must be pinned to a digest.'),
});

const secrets = z.strictObject({
  read: z
    .enum(['None', 'Metadata'])
    .default('None')
    .describe(
      'Whether Secrets are looked at. Metadata asks the API server for their metadata only; the data of a Secret is never read. Kubernetes knows no right for metadata alone, so it takes the right to list Secrets.',
    ),
  requireManaged: z
    .boolean()
    .default(false)
    .describe('Whether Secrets must be kept by External Secrets, Sealed Secrets, SOPS or Vault. Takes read: Metadata.'),
  maxAgeDays: z
    .int()
    .min(0)
    .max(3650)
    .default(0)
    .describe('After how many days a Secret should have been replaced; 0: never. Takes read: Metadata.'),
});

const ruleChoice = ruled(
  z
    .strictObject({
      id: ruleGlob.describe('The id of the rule, or a glob of ids.').optional(),
      category: category.describe('All rules of one category.').optional(),
      enabled: z.boolean().default(true).describe('Whether it is judged by.'),
      severity: severity.describe('How bad its findings are, in place of what the rule says.').optional(),
    })
    .meta({ title: 'AuditRule' }),
  {
    cel: 'has(self.id) != has(self.category)',
    message: 'name either the id of a rule, or a category',
    holds: ({ id, category: named }) => (id === undefined) !== (named === undefined),
  },
);

const exception = ruled(
  z
    .strictObject({
      rules: z.array(ruleGlob).min(1).max(32).describe('Ids of the rules that it is about, or globs of them.'),
      namespaces: z.array(nameGlob).min(1).max(32).describe('Namespaces, as globs.').optional(),
      names: z.array(objectGlob).min(1).max(32).describe('Names of objects, as globs.').optional(),
      selector: labelSelector.describe('Labels of objects.').optional(),
      reason: text(1024, 1).describe('Why it is right as it is: for whoever reads it later.'),
      expires: text(10, 10)
        .regex(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a date such as 2027-01-31' })
        .describe('The last day on which it holds, in UTC.')
        .optional(),
    })
    .meta({ title: 'AuditException' }),
  {
    cel: 'has(self.namespaces) || has(self.names) || has(self.selector)',
    message: 'must say where: namespaces, names or a selector; to switch a rule off, use spec.audit.rules',
    holds: (it) => it.namespaces !== undefined || it.names !== undefined || it.selector !== undefined,
  },
);

const customRule = z
  .strictObject({
    id: ruled(
      text(63, 1),
      matches(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must consist of lower-case letters, digits and hyphens'),
    ).describe('What it is called: its findings are those of the rule custom/<id>.'),
    severity: severity.default('medium').describe('How bad its findings are.'),
    match: z
      .strictObject({
        apiVersion: text(317, 1).describe('The API version of the objects, such as apps/v1.'),
        kind: text(63, 1).describe('Their kind, such as Deployment.'),
        namespaces: z.array(nameGlob).min(1).max(32).describe('Namespaces, as globs. Default: all.').optional(),
        selector: labelSelector.describe('Labels of the objects.').optional(),
      })
      .describe('Which objects it is about. The operator must be permitted to list and watch them.'),
    expression: text(4096, 1).describe(
      'CEL that is true for an object that is right. The object is called object; docs/rules/custom.md lists the functions.',
    ),
    message: text(256, 1).describe('What is wrong with an object for which it is false.'),
    remedy: text(1024).default('').describe('How to put it right.'),
  })
  .meta({ title: 'CustomRule' });

export const audit = z.strictObject({
  namespaces: namespaces.prefault({}).describe('Which namespaces are audited. What is in none is always audited.'),
  podSecurity: z
    .enum(['privileged', 'baseline', 'restricted'])
    .default('baseline')
    .describe('The Pod Security Standard that every workload must meet, and namespaces must enforce.'),
  podSecurityVersion: text(8, 4)
    .regex(/^(latest|v1\.(0|[1-9]\d{0,2}))$/, { message: 'must be latest, or a version such as v1.36' })
    .default('latest')
    .describe('The version of the Pod Security Standards: latest, or that of a Kubernetes release, such as v1.36.'),
  images: images.prefault({}).describe('What images must be like, beyond having a tag that is not latest.'),
  secrets: secrets.prefault({}).describe('What is asked of Secrets.'),
  rules: z
    .array(ruleChoice)
    .max(128)
    .default([])
    .describe('Rules that are switched off, or judged otherwise. Of several that are about a rule, the last one wins.'),
  exceptions: z
    .array(exception)
    .max(256)
    .default([])
    .describe('Findings that are accepted. They are counted, and none is forgotten.'),
  customRules: keyedList(customRule, 'id', 32).default([]).describe('Rules of your own, in CEL.'),
  failOn: z
    .enum(['critical', 'high', 'medium', 'low', 'never'])
    .default('high')
    .describe('How bad a finding must be at least for the condition Compliant to be false.'),
});

export const report = z.strictObject({
  limit: z.int().min(1).max(100).default(20).describe('How many entries each list in the status holds at most.'),
  api: z
    .enum(['auto', 'openreports', 'wgpolicyk8s', 'none'])
    .default('auto')
    .describe(
      'Which reports are written, one for each namespace: auto takes openreports.io where it is installed, else wgpolicyk8s.io, else none.',
    ),
});

export type AuditSpec = z.output<typeof audit>;
export type Severity = z.output<typeof severity>;
export type Category = z.output<typeof category>;
export type AuditException = z.output<typeof exception>;
export type CustomRule = z.output<typeof customRule>;
