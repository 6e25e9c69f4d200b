/** A stored GitOpsSecurityPolicy around a spec, with the metadata that every API server fills in. */
export function policyObject(spec: unknown, more: { readonly status?: unknown; readonly metadata?: object } = {}) {
  return {
    apiVersion: 'gitops-security.io/v1alpha1',
    kind: 'GitOpsSecurityPolicy',
    metadata: {
      name: 'argocd',
      uid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...more.metadata,
    },
    spec,
    ...('status' in more && { status: more.status }),
  };
}
