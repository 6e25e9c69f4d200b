import type { Found } from '../../audit/rule.ts';
import type { AuditedResource } from '../../audit/subjects.ts';
import type { Fields } from '../../semantics/unknown.ts';
import { cap } from '../../text.ts';
import { chartOf, fluxRule, textOf, within } from './flux-rule.ts';

function reference(ref: Fields, path: string, { metadata }: AuditedResource): Found[] {
  const namespace = textOf(ref, 'namespace');
  if (namespace === undefined || namespace === metadata.namespace) return [];
  const [kind, name] = [textOf(ref, 'kind') ?? 'source', textOf(ref, 'name') ?? ''];
  const message = `Takes the ${cap(kind, 40)} "${cap(name, 63)}" of the namespace "${cap(namespace, 63)}".`;
  return [{ path: `${path}.namespace`, message }];
}

export const crossNamespaceReference = fluxRule({
  id: 'flux/cross-namespace-reference',
  title: 'Takes its source from another namespace',
  severity: 'medium',
  reads: [
    'Kustomization spec.sourceRef',
    'HelmRelease spec.chartRef and spec.chart.spec.sourceRef',
    'metadata.namespace',
  ],
  why: 'A source holds what its credentials get at, and Kubernetes asks nobody whether an object of one namespace may use one of another: a team sees and deploys what is in the repositories of the others, and whoever may change the source decides what runs elsewhere. Found where a Kustomization or a HelmRelease names a source of another namespace. Where the controllers have the flag --no-cross-namespace-refs, Flux refuses it, and the finding tells why it does not work.',
  remedy: 'Make a source of its own in the namespace, and start the controllers with --no-cross-namespace-refs=true.',
  sources: ['https://fluxcd.io/flux/installation/configuration/multitenancy/'],
  checks: {
    Kustomization: (spec, resource) => reference(within(spec, 'sourceRef'), 'spec.sourceRef', resource),
    HelmRelease: (spec, resource) => [
      ...reference(within(spec, 'chartRef'), 'spec.chartRef', resource),
      ...reference(within(chartOf(spec) ?? {}, 'sourceRef'), 'spec.chart.spec.sourceRef', resource),
    ],
  },
});
