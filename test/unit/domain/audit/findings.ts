import type { Settled } from '../../../../src/domain/audit/tally.ts';

/** A finding in a Deployment `web` of namespace `shop`, unless it says otherwise. */
export const found = (more: Partial<Settled> = {}): Settled => ({
  rule: 'images/latest-tag',
  severity: 'medium',
  object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  path: 'spec',
  message: 'is not pinned',
  remedy: 'Pin it.',
  ...more,
});

/** The same in an object of another name and namespace. */
export const at = (namespace: string | undefined, name = 'web', more: Partial<Settled> = {}): Settled =>
  found({ object: { kind: 'Deployment', namespace, name }, ...more });
