import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { CHART, helm } from '../../helm/helm.ts';
import { kubectl } from '../../support/kubectl.ts';

const labels = z.record(z.string(), z.string()).optional();
const object = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().default(''), labels }),
});
type Rendered = z.output<typeof object>;

/** Objects by kind, namespace and name. */
export type Objects = ReadonlyMap<string, Rendered>;

/** Set by Helm's conventions, and not by kustomize. */
const HELM_LABELS = new Set([
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/version',
  'helm.sh/chart',
]);

function withoutHelm({ metadata, ...rest }: Rendered): Rendered {
  const { labels: all = {}, ...meta } = metadata;
  const kept = Object.fromEntries(Object.entries(all).filter(([key]) => !HELM_LABELS.has(key)));
  return { ...rest, metadata: { ...meta, labels: kept } };
}

function objectsOf(text: string): Objects {
  const all = parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((document) => document !== null)
    .map((document) => withoutHelm(object.parse(document)));
  const byKey = new Map(all.map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, one]));
  if (byKey.size !== all.length) throw new Error('two objects have one name');
  return byKey;
}

/** What Helm makes of the chart with settings such as `--set=mode=enforce`, in the namespace of config/. */
export const chart = async (...settings: readonly string[]): Promise<Objects> =>
  objectsOf(await helm(['template', 'operator', CHART, '--namespace=gitops-security', ...settings]));

/** What kustomize makes of overlays of config/ together. */
export async function overlays(...names: readonly string[]): Promise<Objects> {
  const texts = await Promise.all(names.map(async (name) => kubectl('/dev/null', ['kustomize', `config/${name}`])));
  return objectsOf(texts.join('\n---\n'));
}
