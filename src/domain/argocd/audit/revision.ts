import { textOf } from '../project/lists.ts';
import type { ApplicationSource } from '../resources.ts';
import { shown } from './shown.ts';
import { isGit } from './sources.ts';

/** What a source that may come to mean something else follows. */
interface Mutable {
  /** For people, such as `the default branch` or `the tag "v1.2.3"`. */
  readonly follows: string;
  /** A tag or a short commit: others may be made of the same name, though nobody means to. */
  readonly fixed: boolean;
}

/** A commit; Argo CD asks for no reference of that name. Source: IsCommitSHA of util/git/git.go. */
const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/i.test(revision);

/** Argo CD looks for a reference of that name first: IsTruncatedCommitSHA of util/git/git.go. */
const isShortCommit = (revision: string): boolean => /^[0-9a-f]{7,128}$/i.test(revision);

/** What Argo CD takes for one version, and not for a range: NewVersion of Masterminds/semver. */
const isVersion = (revision: string): boolean =>
  /^v?\d{1,20}(\.\d{1,20}){0,2}(-[-0-9a-z.]{1,256})?(\+[-0-9a-z.]{1,256})?$/i.test(revision);

/** Ranges: with an operator, a wildcard or an alternative. A branch may have such a name, and follows as well. */
const isRange = (revision: string): boolean => /[<>=~^*|]|^v?\d+(\.\d+)?\.x\b/i.test(revision);

const isDigest = (revision: string): boolean => /^sha256:[0-9a-f]{64}$/i.test(revision);

function ofGit(revision: string): Mutable | undefined {
  if (isCommit(revision)) return undefined;
  if (revision === '' || revision === 'HEAD') return { follows: 'the default branch', fixed: false };
  if (isVersion(revision) || revision.startsWith('refs/tags/'))
    return { follows: `the tag ${shown(revision, 80)}`, fixed: true };
  if (isShortCommit(revision)) return { follows: `the short commit ${shown(revision, 80)}`, fixed: true };
  if (isRange(revision)) return { follows: `the newest tag within ${shown(revision, 80)}`, fixed: false };
  return { follows: `the branch or tag ${shown(revision, 80)}`, fixed: false };
}

/** The version of a chart is taken as it is; a tag of an artefact may be moved. */
function ofRegistry(revision: string, isChart: boolean): Mutable | undefined {
  if (isDigest(revision) || (isChart && isVersion(revision))) return undefined;
  if (isVersion(revision)) return { follows: `the tag ${shown(revision, 80)}`, fixed: true };
  if (isChart && revision === '') return { follows: 'the newest version', fixed: false };
  const range = isChart || isRange(revision);
  return { follows: `${range ? 'the newest version within' : 'the tag'} ${shown(revision, 80)}`, fixed: false };
}

/** What a source follows; undefined for one that always means the same. */
export function mutable(source: ApplicationSource): Mutable | undefined {
  const revision = textOf(source.targetRevision).trim();
  return isGit(source) ? ofGit(revision) : ofRegistry(revision, textOf(source.chart) !== '');
}
