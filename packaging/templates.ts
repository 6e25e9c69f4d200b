import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parse, parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { customResourceDefinition } from '../src/api/crd.ts';

/**
 * Makes templates of the Helm chart from what config/ has, so that it is written down once: the CRD, every Role, ClusterRole
 * and binding, alerts and the dashboard. What has values of its own (the Deployment and what goes with it) is written by hand in the
 * chart, and test/unit/packaging/chart.test.ts compares all of it with what kustomize makes of config/.
 */

const CHART = 'charts/gitops-security-operator';

/** Where config/ puts the operator. */
const NAMESPACE = 'gitops-security';

/** What stands in a document for what the template says there. */
const RELEASE = 'NAMESPACE-OF-THE-RELEASE';
const ARGO_CD = 'NAMESPACE-OF-ARGO-CD';
const LABELS = 'LABELS-OF-THE-RELEASE';

/** Kinds that say who may do what. */
const RIGHTS = new Set(['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);
const MONITORING = new Set(['PodMonitor', 'PrometheusRule']);

/** A folder of config/, and with which values it is part of a release. */
interface Part {
  readonly folder: string;
  /** The kinds that are generated; the others have templates written by hand. */
  readonly kinds: ReadonlySet<string>;
  /** Of the chart's values, as Helm's templates have it; always without. */
  readonly when?: string;
  /** Once in each namespace of `argocd.namespaces`. */
  readonly perNamespace?: boolean;
  /** A further condition on one file, by its name without `.yaml`. */
  readonly fileWhen?: (name: string) => string;
}

const PARTS: readonly Part[] = [
  { folder: 'base', kinds: RIGHTS },
  { folder: 'cluster-audit', kinds: RIGHTS, when: '.Values.clusterAudit.enabled' },
  { folder: 'namespace', kinds: RIGHTS, perNamespace: true },
  { folder: 'enforce', kinds: RIGHTS, when: 'eq .Values.mode "enforce"' },
  { folder: 'enforce/namespace', kinds: RIGHTS, when: 'eq .Values.mode "enforce"', perNamespace: true },
  { folder: 'grants', kinds: RIGHTS, when: '.Values.grants.enabled' },
  {
    folder: 'grantable',
    kinds: RIGHTS,
    when: '.Values.grants.enabled',
    fileWhen: (name) => `has ${JSON.stringify(name)} $.Values.grants.presets`,
  },
  { folder: 'secrets', kinds: RIGHTS, when: '.Values.secrets.enabled', perNamespace: true },
  { folder: 'cluster-secrets', kinds: RIGHTS, when: '.Values.clusterSecrets.enabled' },
  { folder: 'monitoring', kinds: MONITORING, when: '.Values.monitoring.enabled' },
];

export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const when = (condition: string | undefined, text: string): string =>
  condition === undefined ? text : `{{- if ${condition} }}\n${text}{{- end }}\n`;

const each = (perNamespace: boolean, text: string): string =>
  perNamespace ? `{{- range $namespace := .Values.argocd.namespaces }}\n${text}{{- end }}\n` : text;

/** A document as a template: what Helm would take for an action of its own is kept as it is. */
function templateText(text: string): string {
  const labels = 'include "gitops-security-operator.labels" $';
  return text
    .replaceAll('{{', '{{ "{{" }}')
    .replaceAll(new RegExp(`^( +)${LABELS}: true$`, 'gm'), (_, indent: string) => {
      return `${indent}{{- ${labels} | nindent ${indent.length} }}`;
    })
    .replaceAll(RELEASE, '{{ $.Release.Namespace | quote }}')
    .replaceAll(ARGO_CD, '{{ $namespace | quote }}');
}

/**
 * A document of config/ as a template: in the namespaces of the release, with its labels. Without the comment above it,
 * which speaks of other files there.
 */
function template(document: Document, perNamespace: boolean): string {
  document.commentBefore = null;
  if (document.contents) document.contents.commentBefore = null;
  document.setIn(['metadata', 'labels', LABELS], true);
  if (perNamespace) document.setIn(['metadata', 'namespace'], ARGO_CD);
  if (document.getIn(['metadata', 'namespace']) === NAMESPACE) document.setIn(['metadata', 'namespace'], RELEASE);
  if (document.hasIn(['subjects', 0, 'namespace'])) document.setIn(['subjects', 0, 'namespace'], RELEASE);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true });
  return `---\n${templateText(text.replace(/^---\n/, ''))}`;
}

const kustomization = z.object({ resources: z.array(z.string()) });

/** The files of a folder of config/ that its kustomization names. */
function filesOf(folder: string): readonly string[] {
  const { resources } = kustomization.parse(parse(readFileSync(join('config', folder, 'kustomization.yaml'), 'utf8')));
  return resources.filter((name) => name.endsWith('.yaml'));
}

function templateOf({ folder, kinds, when: condition, perNamespace = false, fileWhen }: Part): GeneratedFile {
  const files = filesOf(folder).flatMap((file) => {
    const path = join('config', folder, file);
    const documents = parseAllDocuments(readFileSync(path, 'utf8'));
    const wanted = documents.filter((document) => kinds.has(String(document.get('kind'))));
    if (wanted.length === 0) return [];
    const text = wanted.map((document) => template(document, perNamespace)).join('');
    return [when(fileWhen?.(file.replace(/\.yaml$/, '')), text)];
  });
  const name = folder.replaceAll('/', '-');
  return {
    path: `${CHART}/templates/${kinds === RIGHTS ? 'rights-' : ''}${name}.yaml`,
    text: `{{- /* Generated from config/${folder}; see make chart. */}}\n${when(condition, each(perNamespace, files.join('')))}`,
  };
}

/** Kept when the release goes, as deleting a CRD deletes every policy with it. */
function crdTemplate(): GeneratedFile {
  const crd = customResourceDefinition();
  const metadata = { ...crd.metadata, annotations: { 'helm.sh/resource-policy': 'keep' }, labels: { [LABELS]: true } };
  const text = stringify({ ...crd, metadata }, { lineWidth: 0, aliasDuplicateObjects: false });
  return {
    path: `${CHART}/templates/crd.yaml`,
    text: `{{- /* Generated from src/api; see make chart. */}}\n${when('.Values.crds.install', templateText(text))}`,
  };
}

/** Read by a template as it is: text of it stays text. */
const dashboard = (): GeneratedFile => ({
  path: `${CHART}/files/dashboard.json`,
  text: readFileSync('config/monitoring/dashboard.json', 'utf8'),
});

/** The files of the chart that are generated. */
export const chartTemplates = (): readonly GeneratedFile[] => [crdTemplate(), dashboard(), ...PARTS.map(templateOf)];
