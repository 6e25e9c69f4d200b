import { z } from 'zod';
import { ruled, selectingGlob } from './fields.ts';

/** What is not to be synced without a person who asks for it. */

const globs = (max: number, description: string) =>
  z.array(selectingGlob(max)).max(64).default([]).describe(description);

const gate = ruled(
  z
    .strictObject({
      namespaces: globs(
        253,
        'Holds back Applications whose destination namespace matches one of these names or globs. Only the namespace that the Application names counts, not those of its manifests.',
      ),
      applications: globs(253, 'Holds back Applications whose own name matches one of these names or globs.'),
      clusters: globs(
        512,
        'Holds back Applications whose destination cluster, as they write it, matches one of these names, URLs or globs. Argo CD does not see that a name and a URL mean the same cluster, so list both.',
      ),
    })
    .meta({ title: 'ProductionGate' }),
  {
    cel: 'self.namespaces.size() + self.applications.size() + self.clusters.size() > 0',
    message:
      "must name what it holds back, in namespaces, applications or clusters; to hold back everything, write applications: ['*']",
    holds: ({ namespaces, applications, clusters }) => namespaces.length + applications.length + clusters.length > 0,
  },
);

export const sync = z.strictObject({
  manual: z
    .array(gate)
    .max(32)
    .default([])
    .describe(
      'What is synced by hand only. Automated syncs are denied, at any time, for each Application that any selector of any entry matches; syncs that a person starts go through. Globs know *, ?, [abc] and {a,b}.',
    ),
});

export type Gate = z.output<typeof gate>;
