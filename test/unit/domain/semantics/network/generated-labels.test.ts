import test from 'ava';
import type { LabelSelector } from '../../../../../src/api/kube.ts';
import { mayMeet } from '../../../../../src/domain/semantics/network/generated-labels.ts';
import { ANYTHING, readSelector } from '../../../../../src/domain/semantics/selector.ts';

const INDEX = 'apps.kubernetes.io/pod-index';

const cases: readonly [title: string, selector: LabelSelector, may: boolean][] = [
  ['its own label', { matchLabels: { app: 'db' } }, true],
  ['another label', { matchLabels: { app: 'web' } }, false],
  ['a label that it will get', { matchLabels: { app: 'db', [INDEX]: '0' } }, true],
  ['a label that it will get, of others', { matchLabels: { app: 'web', [INDEX]: '0' } }, false],
  ['without a label that it may get', { matchExpressions: [{ key: INDEX, operator: 'DoesNotExist' }] }, true],
  ['a label of its template that controllers give, too', { matchLabels: { 'job-name': 'other' } }, false],
];

for (const [title, selector, may] of cases)
  test(`${title}: ${may ? 'may be met' : 'cannot be met'}`, (t) => {
    t.is(mayMeet({ app: 'db', 'job-name': 'db' }, readSelector(selector) ?? ANYTHING), may);
  });
