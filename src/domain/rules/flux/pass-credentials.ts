import { fluxRule } from './flux-rule.ts';

export const passCredentials = fluxRule({
  id: 'flux/pass-credentials',
  title: 'Credentials are sent to other hosts',
  severity: 'medium',
  reads: ['HelmRepository spec.passCredentials'],
  why: 'The index of a Helm repository says where its charts are. With passCredentials, whoever may change the index has the credentials sent to a host of theirs. Found where it is true.',
  remedy:
    'Set spec.passCredentials to false, and serve the charts from the host of the index, or from an OCI registry.',
  sources: ['https://fluxcd.io/flux/components/source/helmrepositories/#pass-credentials'],
  checks: {
    HelmRepository: (spec) =>
      spec['passCredentials'] === true
        ? [{ path: 'spec.passCredentials', message: 'Its credentials are sent to whatever host the index names.' }]
        : [],
  },
});
