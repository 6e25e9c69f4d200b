import type { Cluster } from '../project/clusters.ts';

/**
 * What nobody would list: a pattern that permits both names of a pair permits every name. How much a project permits is
 * found out by asking for these, and whether a pattern is `*`, `**` or `?*` then does not matter.
 */
export const NAMES = ['zq7-x4', 'k9v-w2'] as const;

export const HOSTS: readonly string[] = NAMES.map((name) => `${name}.invalid`);

/** Clusters that nobody has registered. */
export const CLUSTERS: readonly Cluster[] = NAMES.map((name) => ({ name, server: `https://${name}.invalid:6443` }));
