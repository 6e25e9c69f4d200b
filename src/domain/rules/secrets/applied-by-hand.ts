import { objectRule } from '../../audit/rule.ts';

const PATH = 'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]';

const DEPLOYED =
  'Let Argo CD apply it at the server (the sync option ServerSideApply=true), and remove the annotation.';

export const appliedByHand = objectRule({
  id: 'secrets/applied-by-hand',
  title: 'Secret is copied into its own annotation',
  severity: 'medium',
  subject: 'secret',
  reads: ['Secret metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]'],
  why: 'kubectl apply writes all that it applied into an annotation, the data of a Secret included: it is then read where annotations are shown and logged, by those who may read only metadata, and it stays there as long as nobody applies the Secret again. It also says that somebody had the Secret in a file. Found is each Secret whose annotation has data, whoever applied it; Argo CD writes the same unless it applies at the server.',
  remedy:
    'Remove the annotation, replace what the Secret holds, and let a store of secrets keep it. Where it must be applied by hand, use kubectl create, or kubectl apply with --server-side.',
  mapping: { cis: { '1.11': ['5.4.2'], '1.12': ['5.4.2'] } },
  sources: [
    'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-last-applied-configuration',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply',
  ],
  asked: ({ audit }) => audit.secrets.read === 'Metadata',
  check: ({ appliedByHand: applied, tracking }) =>
    applied
      ? [
          {
            path: PATH,
            message: 'The annotation of kubectl apply holds a copy of the data of this Secret',
            ...(tracking?.by === 'ArgoCD' && { remedy: DEPLOYED }),
          },
        ]
      : [],
});
