import { fluxRule, textOf, within } from './flux-rule.ts';

export const noDriftDetection = fluxRule({
  id: 'flux/no-drift-detection',
  title: 'Changes of a Helm release are not corrected',
  severity: 'low',
  reads: ['HelmRelease spec.driftDetection.mode'],
  why: 'Unlike a Kustomization, a HelmRelease looks at its objects only when there is a new version of it: what somebody changes in between stays changed. Found where spec.driftDetection.mode of a HelmRelease is not enabled; in the mode warn, Flux tells of changes, and leaves them.',
  remedy:
    'Set spec.driftDetection.mode to enabled, with ignore rules for what others change by design, such as replicas.',
  sources: ['https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection'],
  checks: {
    HelmRelease: (spec) => {
      const mode = textOf(within(spec, 'driftDetection'), 'mode') ?? 'disabled';
      if (mode === 'enabled') return [];
      const message =
        mode === 'warn' ? 'Changes of its objects are told, and left.' : 'Changes of its objects are not looked for.';
      return [{ path: 'spec.driftDetection.mode', message }];
    },
  },
});
