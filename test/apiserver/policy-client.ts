import { ApiError } from '../../src/engine/errors.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';

const policies = '/apis/gitops-security.io/v1alpha1/gitopssecuritypolicies';
const networkPolicies = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
const crd = 'gitopssecuritypolicies.gitops-security.io';

/** What the API server makes of an object: the object with its defaults, or why it is refused. */
export type Verdict =
  { readonly accepted: true; readonly object: unknown } | { readonly accepted: false; readonly message: string };

type Create = (object: unknown) => Promise<Verdict>;

/** Creates policies and NetworkPolicies without storing them, with the strictness that kubectl asks for. */
export function dryRun(kubeconfig: string): { readonly policy: Create; readonly networkPolicy: Create } {
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const creator = (collection: string): Create => {
    const path = `${collection}?dryRun=All&fieldValidation=Strict`;
    return async (body) => verdictOf(transport.request({ method: 'POST', path, body }, AbortSignal.timeout(30_000)));
  };
  return { policy: creator(policies), networkPolicy: creator(networkPolicies) };
}

async function verdictOf(answer: Promise<unknown>): Promise<Verdict> {
  try {
    return { accepted: true, object: await answer };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code < 400 || error.code >= 500) throw error;
    return { accepted: false, message: error.message };
  }
}

/** Installs the CustomResourceDefinition, a warning being an error, and waits until it is served and explained. */
export async function installCrd(kubeconfig: string): Promise<void> {
  await kubectl(kubeconfig, ['apply', '--server-side', '--warnings-as-errors', '-f', 'crds/']);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', `crd/${crd}`, '--timeout=30s']);
  await eventually(async () => kubectl(kubeconfig, ['explain', 'gsp.spec.network']), 30);
}
