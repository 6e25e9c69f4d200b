import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const WRITE = 'create update patch delete';

export const crdApiservice = capability({
  id: 'rbac/crd-apiservice',
  title: 'May change which APIs there are',
  severity: 'high',
  why: 'Whoever deletes a CustomResourceDefinition deletes every object of its kind, whoever changes it can have a webhook see and rewrite them, and an APIService sends the requests for a whole API group, with the identity of whoever sends them, to a server of his choice. Found for create, update, patch and delete of both, also by a wildcard; one level lower where the objects are named. Both are in no namespace: a RoleBinding does not give it.',
  remedy: 'Leave them to administrators or to the GitOps controller; for an operator, name its own by resourceNames.',
  sources: [
    'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/',
    'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/',
  ],
  may: 'change which APIs there are',
  asks: [
    ask(scoped('high'), 'apiextensions.k8s.io', 'customresourcedefinitions', WRITE),
    ask(scoped('high'), 'apiregistration.k8s.io', 'apiservices', WRITE),
  ],
});
