import { parse } from 'yaml';
import { entriesOf, fieldsOf } from '../../semantics/unknown.ts';
import { textOf } from './lists.ts';

/** One entry of `globalProjects` in argocd-cm: the lists of its project are added to those of each project it selects. */
export interface GlobalProject {
  readonly projectName: string;
  /** A LabelSelector of projects; empty selects all. */
  readonly labelSelector: unknown;
}

export interface GlobalProjects {
  readonly entries: readonly GlobalProject[];
  /** Why Argo CD takes none of them; for people. */
  readonly problem?: string;
}

const NONE = {
  entries: [],
  problem: 'globalProjects of argocd-cm cannot be read, so Argo CD takes no project for global',
};

function read(text: string): unknown {
  try {
    // As Go reads it: YAML 1.1, where the last of two equal keys counts.
    return parse(text, { version: '1.1', uniqueKeys: false, maxAliasCount: 16, logLevel: 'silent' }) as unknown;
  } catch {
    return false;
  }
}

/** The value of `globalProjects` in argocd-cm. Source: GetGlobalProjectsSettings in util/settings/settings.go. */
export function readGlobalProjects(text: string): GlobalProjects {
  const entries = entriesOf(read(text))?.map(fieldsOf);
  if (entries === undefined || entries.includes(undefined)) return NONE;
  return {
    entries: entries.map((entry) => ({
      projectName: textOf(entry?.['projectName']),
      labelSelector: entry?.['labelSelector'],
    })),
  };
}
