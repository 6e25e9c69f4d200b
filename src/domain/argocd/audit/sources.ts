import { objectsOf, textOf } from '../project/lists.ts';
import type { Application, ApplicationSource } from '../resources.ts';

/** A source of an Application, and where it stands. */
interface PlacedSource {
  readonly path: string;
  readonly source: ApplicationSource;
}

/**
 * The sources that an Application is made from: a hydrator wins over `sources`, and that over `source`. What a hydrator
 * writes to is a branch by design, and is left out. Source: GetSources in types.go of Argo CD.
 */
export function sourcesOf({ spec }: Application): PlacedSource[] {
  const { source, sources, sourceHydrator } = spec ?? {};
  if (sourceHydrator !== undefined) {
    const dry = sourceHydrator.drySource;
    return dry === undefined ? [] : [{ path: 'spec.sourceHydrator.drySource', source: dry }];
  }
  const all = objectsOf(sources);
  if (all.length > 0) return all.map((one, index) => ({ path: `spec.sources[${index}]`, source: one }));
  return source === undefined ? [] : [{ path: 'spec.source', source }];
}

/** Charts and OCI artefacts have no commits. */
export const isGit = ({ chart, repoURL }: ApplicationSource): boolean =>
  textOf(chart) === '' && !textOf(repoURL).startsWith('oci://');
