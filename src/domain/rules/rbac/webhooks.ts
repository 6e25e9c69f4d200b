import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

const RESOURCES =
  'validatingwebhookconfigurations mutatingwebhookconfigurations ' +
  'validatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicies mutatingadmissionpolicybindings';

export const webhooks = capability({
  id: 'rbac/webhooks',
  title: 'May change what is admitted to the cluster',
  severity: 'critical',
  why: 'A webhook sees every object that is written, Secrets included, and can change it; and whoever takes webhooks or admission policies away lets everything in that they kept out. Found for create, update, patch and delete of webhook configurations, admission policies and their bindings, also by a wildcard. One level lower where the objects are named, as with a program that renews the certificate of its own webhook. All of them are in no namespace: a RoleBinding does not give it.',
  remedy: 'Limit it by resourceNames to the configuration that is needed, and leave creating to administrators.',
  cis: cis('5.1.12'),
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/'],
  may: 'change what is admitted',
  asks: [ask(scoped('critical'), 'admissionregistration.k8s.io', RESOURCES, 'create update patch delete')],
});
