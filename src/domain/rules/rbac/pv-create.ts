import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

export const pvCreate = capability({
  id: 'rbac/pv-create',
  title: 'May create PersistentVolumes',
  severity: 'high',
  why: 'A PersistentVolume may be a folder of the node, whatever folder that is, and a Pod that claims it is not asked whether it may use `hostPath`. Found for create of `persistentvolumes`, also by a wildcard. They are in no namespace: a RoleBinding does not give it. Claims are not found: they are for everybody.',
  remedy: 'Let people claim volumes, and leave making them to the provisioner of the storage class.',
  cis: cis('5.1.9'),
  sources: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/'],
  may: 'create PersistentVolumes',
  asks: [ask(scoped('high'), '', 'persistentvolumes', 'create')],
});
