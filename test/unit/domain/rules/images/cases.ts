import { type CasesById, type RuleCases } from '../case.ts';
import { deployment } from '../pod-security/pods.ts';

const pair = (fails: string, passes: string, images: object = {}): RuleCases => ({
  fails: { objects: [deployment({ image: fails })], audit: { images } },
  passes: { objects: [deployment({ image: passes })], audit: { images } },
});

const PINNED = `app:1.0.0@sha256:${'0'.repeat(64)}`;

export const cases: CasesById = {
  'images/no-tag': pair('registry:5000/app', 'registry:5000/app:1.0.0'),
  'images/latest-tag': pair('app:latest', 'app:1.0.0'),
  'images/mutable-tag': pair('app:1.0.0', PINNED, { requireDigest: true }),
  'images/registry-not-allowed': pair('ghcr.io/example-evil/app:1', 'ghcr.io/example/app:1', {
    allowedRegistries: ['ghcr.io/example'],
  }),
  'images/unreadable': pair('docker.io/Example:1', 'docker.io/example:1'),
};
