import test from 'ava';
import { judge } from '../judge.ts';
import { deployment } from '../pod-security/pods.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

const found = (id: string, image: string | undefined, images: object = {}) =>
  judge(`images/${id}`, { objects: [deployment({ image })], audit: { images } }).map(({ message }) => message);

const finds = (id: string, image: string, images: object = {}) => found(id, image, images).length > 0;

test('a tag that is none, or latest, does not matter with a digest', (t) => {
  for (const image of ['app', 'registry:5000/app', 'registry.example:5000/team/app', 'localhost/app'])
    t.true(finds('no-tag', image) && !finds('latest-tag', image), image);
  for (const image of ['app:latest', 'registry:5000/app:latest']) {
    t.true(finds('latest-tag', image), image);
    t.false(finds('no-tag', image), image);
  }
  for (const image of [`app@${DIGEST}`, `app:latest@${DIGEST}`, `registry:5000/app@${DIGEST}`, 'app:latest-alpine'])
    t.false(finds('no-tag', image) || finds('latest-tag', image), image);
});

test('a digest is asked for where the policy says so', (t) => {
  const requireDigest = { requireDigest: true };
  t.false(finds('mutable-tag', 'app:1.0.0'));
  for (const image of ['app', 'app:latest', 'app:1.0.0', 'App:1', 'app@sha256:00'])
    t.true(finds('mutable-tag', image, requireDigest), image);
  t.false(finds('mutable-tag', `app:1.0.0@${DIGEST}`, requireDigest));
});

const from = (image: string, ...allowedRegistries: string[]) =>
  !finds('registry-not-allowed', image, { allowedRegistries });

test('a place permits what is below it, and nothing that only begins like it', (t) => {
  t.true(from('ghcr.io/example/app:1', 'ghcr.io/example'));
  t.true(from('ghcr.io/example/team/app:1', 'ghcr.io/example'));
  t.true(from('ghcr.io/example/app:1', 'quay.io', 'ghcr.io'));
  t.true(from('ghcr.io/example/app:1', 'ghcr.io/example/app'));
  t.true(from('GHCR.io/example/app:1', 'ghcr.IO/example'));
  t.false(from('ghcr.io/example-evil/app:1', 'ghcr.io/example'));
  t.false(from('ghcr.io/example/app-evil:1', 'ghcr.io/example/app'));
  t.false(from('ghcr.io.evil.example/example/app:1', 'ghcr.io'));
  t.false(from('evil.example/ghcr.io/example/app:1', 'ghcr.io'));
  t.false(from('ghcr.io:5000/example/app:1', 'ghcr.io'));
  t.true(from('registry:5000/app', 'registry:5000'));
});

test('Docker Hub by all its names', (t) => {
  for (const image of ['nginx', 'library/nginx', 'docker.io/nginx', 'index.docker.io/library/nginx'])
    for (const place of ['docker.io', 'docker.io/library', 'index.docker.io', 'docker.io/library/nginx'])
      t.true(from(image, place), `${image} from ${place}`);
  t.false(from('example/nginx', 'docker.io/library'));
  t.true(from('example/nginx', 'docker.io/example'));
  t.false(from('nginx', 'ghcr.io'));
});

test('what cannot be read is permitted nowhere, and not shown', (t) => {
  const url = 'https://user:canary@ghcr.io/example/app:1';
  t.false(from(url, 'ghcr.io', 'https'));
  t.deepEqual(found('unreadable', url), ['Has images that no runtime can pull: an unreadable name (container "app").']);
  t.deepEqual(found('unreadable', undefined).length, 1);
  t.notRegex(found('registry-not-allowed', url, { allowedRegistries: ['ghcr.io'] }).join(' '), /canary/);
});

test('one finding for all images of a pod, with those that are wrong', (t) => {
  const pod = {
    initContainers: [{ name: 'setup', image: 'busybox' }],
    containers: [
      { name: 'app', image: 'app:1' },
      { name: 'web', image: 'nginx' },
    ],
  };
  const [finding, ...more] = judge('images/no-tag', { objects: [deployment({}, pod)] });
  t.deepEqual(more, []);
  t.is(finding?.path, 'spec.template.spec.initContainers[0].image');
  t.is(finding?.message, 'Has images without a tag: busybox (container "setup"); nginx (container "web").');
});
