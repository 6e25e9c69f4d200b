import { valid } from 'semver';
import type { Found } from '../../audit/rule.ts';
import type { Fields } from '../../semantics/unknown.ts';
import { cap } from '../../text.ts';
import { chartOf, fluxRule, textOf, within } from './flux-rule.ts';

const moves = (path: string, what: string): Found[] => [{ path, message: `Follows ${what}.` }];

const quoted = (text: string): string => `"${cap(text, 100)}"`;

/** In the order in which source-controller looks at them: commit, name, semver, tag, branch. */
function git(spec: Fields): Found[] {
  const ref = within(spec, 'ref');
  const [name, semver] = [textOf(ref, 'name'), textOf(ref, 'semver')];
  if (textOf(ref, 'commit') !== undefined) return [];
  if (name !== undefined)
    return name.startsWith('refs/tags/') ? [] : moves('spec.ref.name', `the Git reference ${quoted(name)}`);
  if (semver !== undefined) return moves('spec.ref.semver', `the versions ${quoted(semver)}`);
  if (textOf(ref, 'tag') !== undefined) return [];
  return moves('spec.ref.branch', `the branch ${quoted(textOf(ref, 'branch') ?? 'master')}`);
}

/** In the order in which source-controller looks at them: digest, semver, tag. */
function oci(spec: Fields): Found[] {
  const ref = within(spec, 'ref');
  const [semver, tag = 'latest'] = [textOf(ref, 'semver'), textOf(ref, 'tag')];
  if (textOf(ref, 'digest') !== undefined) return [];
  if (semver !== undefined) return moves('spec.ref.semver', `the versions ${quoted(semver)}`);
  return tag === 'latest' ? moves('spec.ref.tag', 'the tag "latest"') : [];
}

/** The version of a chart is one, or a range. It means nothing where the chart is in a Git repository or a bucket. */
function chart(spec: Fields, path: string): Found[] {
  const kind = textOf(within(spec, 'sourceRef'), 'kind') ?? 'HelmRepository';
  const version = textOf(spec, 'version') ?? '*';
  return kind !== 'HelmRepository' || valid(version) !== null
    ? []
    : moves(path, `the chart versions ${quoted(version)}`);
}

function release(spec: Fields): Found[] {
  const own = chartOf(spec);
  return own === undefined ? [] : chart(own, 'spec.chart.spec.version');
}

export const mutableReference = fluxRule({
  id: 'flux/mutable-reference',
  title: 'Follows whatever is newest',
  severity: 'low',
  reads: ['GitRepository and OCIRepository spec.ref', 'HelmChart spec.version', 'HelmRelease spec.chart.spec.version'],
  why: 'What follows a branch, the tag latest or a range of versions is deployed the moment that somebody pushes it, reviewed or not, and there is no telling from Git what ran when. Found where a GitRepository follows a branch or versions, an OCIRepository the tag latest or versions, and where the version of a chart is a range or absent. Other tags pass, although whoever may push can move them. For a repository whose branch is protected, that is how GitOps is meant to work: hence low.',
  remedy: 'In production, name a tag or a commit, a digest, or the very version of a chart; or protect the branch.',
  sources: [
    'https://fluxcd.io/flux/components/source/gitrepositories/#reference',
    'https://fluxcd.io/flux/components/source/ocirepositories/#reference',
    'https://fluxcd.io/flux/components/source/helmcharts/#version',
  ],
  checks: {
    GitRepository: git,
    OCIRepository: oci,
    HelmChart: (spec) => chart(spec, 'spec.version'),
    HelmRelease: release,
  },
});
