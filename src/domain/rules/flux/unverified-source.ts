import type { Found } from '../../audit/rule.ts';
import { type Fields, fieldsOf } from '../../semantics/unknown.ts';
import { cap } from '../../text.ts';
import { chartOf, fluxRule, textOf, within } from './flux-rule.ts';

const MODES: ReadonlySet<string> = new Set(['HEAD', 'head', 'Tag', 'TagAndHEAD']);

const isVerified = (spec: Fields): boolean => fieldsOf(spec['verify']) !== undefined && spec['verify'] !== undefined;

function git(spec: Fields): Found[] {
  if (!isVerified(spec)) return [{ path: 'spec.verify', message: 'No signature of a commit or tag is verified.' }];
  const mode = textOf(within(spec, 'verify'), 'mode') ?? 'HEAD';
  if (MODES.has(mode)) return [];
  return [
    { path: 'spec.verify.mode', message: `Signatures are verified in the mode "${cap(mode, 40)}", which is none.` },
  ];
}

/** Without a key, cosign asks for a signature by somebody whose identity is known: without identities, by anybody. */
function oci(spec: Fields): Found[] {
  if (!isVerified(spec)) return [{ path: 'spec.verify', message: 'No signature of the artifact is verified.' }];
  const isKeyless = textOf(within(within(spec, 'verify'), 'secretRef'), 'name') === undefined;
  if (!isKeyless || Number(spec['identities']) > 0) return [];
  return [
    {
      path: 'spec.verify',
      message: 'A signature is asked for, and anybody may have signed: there is neither a key nor an identity.',
    },
  ];
}

/** A chart in a Git repository or a bucket is verified there, or not at all. */
function chart(spec: Fields, path: string): Found[] {
  const kind = textOf(within(spec, 'sourceRef'), 'kind') ?? 'HelmRepository';
  if (kind !== 'HelmRepository' || isVerified(spec)) return [];
  return [{ path, severity: 'low', message: 'No signature of the chart is verified.' }];
}

function release(spec: Fields): Found[] {
  const own = chartOf(spec);
  return own === undefined ? [] : chart(own, 'spec.chart.spec.verify');
}

export const unverifiedSource = fluxRule({
  id: 'flux/unverified-source',
  title: 'Source is not verified',
  severity: 'medium',
  reads: [
    'GitRepository, OCIRepository and HelmChart spec.verify',
    'HelmRelease spec.chart.spec.verify',
    'spec.sourceRef.kind of charts',
  ],
  why: 'Flux applies whatever the source holds: whoever gets at the repository or registry, or at the account of one who may push, deploys to the cluster. A signature that is verified takes a key as well. Found where a GitRepository or OCIRepository verifies nothing, where the mode is none that Flux knows, and where an artifact must be signed, but by anybody. Low for charts from a HelmRepository: Flux verifies them only where it is an OCI registry. HelmCharts that were made from a HelmRelease are looked at there; a chart that a HelmRelease takes by chartRef is looked at where it stands. Flux cannot verify a Bucket.',
  remedy:
    'Sign commits or artifacts, and set spec.verify with the public keys, or for cosign the identities, that are trusted. Take charts from an OCI registry.',
  sources: [
    'https://fluxcd.io/flux/components/source/gitrepositories/#verification',
    'https://fluxcd.io/flux/components/source/ocirepositories/#verification',
    'https://fluxcd.io/flux/components/source/helmcharts/#verification',
  ],
  checks: {
    GitRepository: git,
    OCIRepository: oci,
    HelmChart: (spec) => chart(spec, 'spec.verify'),
    HelmRelease: release,
  },
});
