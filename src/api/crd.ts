import { celMatches, DNS_LABEL, DNS_LABEL_MESSAGE } from './fields.ts';
import { GROUP, KIND, LIST_KIND, PLURAL, SHORT_NAME, SINGULAR, VERSION } from './policy.ts';
import { reportSchema, structuralSchema, type Schema } from './schema.ts';
import { spec } from './spec.ts';
import { status } from './status.ts';

/** The CustomResourceDefinition of GitOpsSecurityPolicy: apiextensions.k8s.io/v1, as plain data. */

interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  readonly priority?: number;
}

const condition = (type: string) => `.status.conditions[?(@.type=="${type}")].status`;

/** Priority 1 is shown by `kubectl get -o wide` only. */
const columns: readonly Column[] = [
  { name: 'Mode', type: 'string', jsonPath: '.spec.mode', description: 'Audit or Enforce.' },
  { name: 'Ready', type: 'string', jsonPath: condition('Ready'), description: 'Whether the operator does its work.' },
  { name: 'Enforced', type: 'string', jsonPath: condition('Enforced'), description: 'Whether all of it is written.' },
  { name: 'Compliant', type: 'string', jsonPath: condition('Compliant'), description: 'Whether nothing was found.' },
  { name: 'Drift', type: 'integer', jsonPath: '.status.summary.drifted', description: 'Objects that differ.' },
  { name: 'Critical', type: 'integer', jsonPath: '.status.summary.critical', description: 'Critical findings.' },
  { name: 'High', type: 'integer', jsonPath: '.status.summary.high', description: 'Findings of severity high.' },
  {
    name: 'Isolated',
    type: 'string',
    jsonPath: condition('Isolated'),
    description: 'Whether no policy undoes ours.',
    priority: 1,
  },
  {
    name: 'InSync',
    type: 'string',
    jsonPath: condition('InSync'),
    description: 'Whether nothing drifted.',
    priority: 1,
  },
  {
    name: 'Namespace',
    type: 'string',
    jsonPath: '.spec.argocd.namespace',
    description: 'Where Argo CD runs.',
    priority: 1,
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Since when the policy exists.' },
];

const specSchema: Schema = {
  ...structuralSchema(spec),
  description: 'What is wanted. Where every field is left at its default, the operator only reports.',
};

const statusSchema: Schema = {
  ...reportSchema(status),
  description: 'What the operator found and did. Written by the operator alone.',
};

export const rootSchema: Schema = {
  type: 'object',
  description:
    'GitOpsSecurityPolicy keeps Argo CD hardened: it is reconciled into NetworkPolicies around Argo CD, and what differs from it is reported in its status.',
  required: ['spec'],
  properties: {
    apiVersion: { type: 'string', description: 'The version of the API that the object is written in.' },
    kind: { type: 'string', description: 'The kind of the object.' },
    metadata: { type: 'object' },
    spec: specSchema,
    status: statusSchema,
  },
  'x-kubernetes-validations': [
    {
      rule: `self.metadata.name.size() <= 63 && ${celMatches('self.metadata.name', DNS_LABEL)}`,
      message: `metadata.name must have at most 63 characters, as it becomes a label, and ${DNS_LABEL_MESSAGE}`,
    },
  ],
};

/** What `kubectl apply` of the generated file sends. */
export function customResourceDefinition() {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${PLURAL}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: {
        kind: KIND,
        listKind: LIST_KIND,
        plural: PLURAL,
        singular: SINGULAR,
        shortNames: [SHORT_NAME],
        categories: ['gitops-security'],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: rootSchema },
        },
      ],
    },
  };
}
