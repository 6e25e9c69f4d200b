import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

const GROUP = 'certificates.k8s.io';

/** Certificates of other signers say nothing to the API server. */
const named = (name: string) => (name.startsWith('kubernetes.io/') ? 'same' : 'none');

export const csr = capability({
  id: 'rbac/csr',
  title: 'May have certificates issued',
  severity: 'critical',
  why: 'A client certificate makes its owner whoever it names, a node or an administrator, until it expires: Kubernetes can take none back. Found for approve and sign of `signers`, but for those that are named and are not signers of Kubernetes itself; and one level lower for update and patch of `certificatesigningrequests/approval`, as the API server asks for approve on the signer as well. All of them also by a wildcard. Not found is who may only ask for a certificate.',
  remedy:
    'Limit approve and sign by resourceNames to the one signer that is needed, and leave the rest to administrators.',
  cis: cis('5.1.11'),
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/'],
  may: 'have certificates issued',
  asks: [
    ask(scoped('critical'), GROUP, 'signers', 'approve sign', { named }),
    ask(scoped('high'), GROUP, 'certificatesigningrequests/approval', 'update patch'),
  ],
});
