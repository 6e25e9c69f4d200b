import { objectRule } from '../../audit/rule.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

export const plaintextInConfigMap = objectRule({
  id: 'secrets/plaintext-in-config-map',
  title: 'ConfigMap holds a credential in plain text',
  severity: 'high',
  subject: 'configMap',
  reads: ['ConfigMap data', 'ConfigMap binaryData'],
  why: `Many more may read ConfigMaps than Secrets: by the role view, in backups, in the Git repository that it comes from, and in the user interfaces of every tool. ${WHAT_IS_FOUND}`,
  remedy: MOVE,
  mapping: {},
  sources: SOURCES,
  check: (configMap) =>
    exposedIn(configMap, ({ path, family }) => !isInAnnotation(path) && family !== 'argocd-inline-secret'),
});
