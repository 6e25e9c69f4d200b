import { type Found, type ObjectRule, objectRule } from '../../audit/rule.ts';
import type { AuditedResource } from '../../audit/subjects.ts';
import { type Fields, fieldsOf } from '../../semantics/unknown.ts';

/** Other groups have kinds of the same names: k3s a HelmChart, kustomize a Kustomization, clouds a Bucket. */
const GROUPS = {
  GitRepository: 'source.toolkit.fluxcd.io',
  OCIRepository: 'source.toolkit.fluxcd.io',
  HelmRepository: 'source.toolkit.fluxcd.io',
  HelmChart: 'source.toolkit.fluxcd.io',
  Bucket: 'source.toolkit.fluxcd.io',
  Kustomization: 'kustomize.toolkit.fluxcd.io',
  HelmRelease: 'helm.toolkit.fluxcd.io',
} as const;

type FluxKind = keyof typeof GROUPS;

type Check = (spec: Fields, resource: AuditedResource) => readonly Found[];

interface FluxRule extends Omit<ObjectRule<'flux'>, 'scope' | 'subject' | 'mapping' | 'check'> {
  /** What is looked for in each kind; nothing in those that are not named. */
  readonly checks: Readonly<Partial<Record<FluxKind, Check>>>;
}

const isFluxKind = (kind: string): kind is FluxKind => Object.hasOwn(GROUPS, kind);

/** helm-controller makes one of the chart of each HelmRelease, where it is looked at. */
const isMadeFromRelease = ({ kind, metadata: { labels = {} } }: AuditedResource): boolean =>
  kind === 'HelmChart' && labels['helm.toolkit.fluxcd.io/name'] !== undefined;

/** A rule about objects of Flux. */
export const fluxRule = ({ checks, ...described }: FluxRule): ObjectRule<'flux'> =>
  objectRule({
    ...described,
    subject: 'flux',
    mapping: {},
    check: (resource) => {
      const { apiVersion, kind, spec } = resource;
      if (!isFluxKind(kind) || !apiVersion.startsWith(`${GROUPS[kind]}/`) || isMadeFromRelease(resource)) return [];
      return checks[kind]?.(spec, resource) ?? [];
    },
  });

/** The fields of an object in a spec; none where there is no such object. */
export const within = (spec: Fields, field: string): Fields => fieldsOf(spec[field]) ?? {};

/** A text of a spec; undefined where there is none, or an empty one. */
export function textOf(fields: Fields, field: string): string | undefined {
  const value = fields[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * What a HelmRelease says of its chart; none where it refers to one that stands elsewhere, and where helm-controller makes
 * an OCIRepository of it, which is looked at in its own right.
 */
export function chartOf(spec: Fields): Fields | undefined {
  const chart = within(spec, 'chart');
  return spec['chart'] === undefined || chart['kind'] === 'OCIRepository' ? undefined : within(chart, 'spec');
}
