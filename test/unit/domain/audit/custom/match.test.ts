import test from 'ava';
import type { CustomRule } from '../../../../../src/api/audit.ts';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { matchesCustom } from '../../../../../src/domain/audit/custom/match.ts';

type Where = Pick<CustomRule['match'], 'namespaces' | 'selector'>;

const isAbout = (where: Where, raw: KubeObject): boolean =>
  matchesCustom({ match: { apiVersion: raw.apiVersion, kind: raw.kind, ...where } }, raw);

const object = (metadata: Partial<KubeObject['metadata']>, kind = 'ConfigMap'): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...metadata },
});

test('a rule is about all objects, or those of some namespaces', (t) => {
  const shop = object({ namespace: 'shop-prod' });
  t.true(isAbout({}, shop));
  t.true(isAbout({ namespaces: ['other', 'shop-*'] }, shop));
  t.false(isAbout({ namespaces: ['other', '*-dev'] }, shop));
});

test('a Namespace is in itself, and what is in none is matched by a star alone', (t) => {
  t.true(isAbout({ namespaces: ['x'] }, object({}, 'Namespace')));
  t.false(isAbout({ namespaces: ['y'] }, object({}, 'Namespace')));
  t.true(isAbout({ namespaces: ['*'] }, object({}, 'ClusterRole')));
  t.false(isAbout({ namespaces: ['x'] }, object({}, 'ClusterRole')));
});

test('labels must meet the selector', (t) => {
  const selector = { matchLabels: { app: 'web' } };
  t.true(isAbout({ selector }, object({ labels: { app: 'web' } })));
  t.false(isAbout({ selector }, object({ labels: { app: 'db' } })));
  t.false(isAbout({ selector }, object({})));
  t.false(isAbout({ selector, namespaces: ['a'] }, object({ namespace: 'b', labels: { app: 'web' } })));
  t.true(isAbout({ selector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }, object({})));
});
