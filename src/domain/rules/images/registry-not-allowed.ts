import { isFrom } from '../../semantics/image.ts';
import { imageRule } from './image-rule.ts';

export const registryNotAllowed = imageRule({
  id: 'images/registry-not-allowed',
  title: 'Image comes from elsewhere than is permitted',
  severity: 'high',
  says: 'Has images from elsewhere than the policy permits',
  why: 'An image is a program that somebody else built: from a registry that nobody looked at, it may be anyone. Found where an image is below none of the places that the policy lists, and where its name cannot be read. Names are compared as runtimes read them: nginx is docker.io/library/nginx, and ghcr.io/example-evil is not below ghcr.io/example. Mirrors that nodes are set up with cannot be seen. Asked where the policy lists allowedRegistries.',
  remedy:
    'Take the image from a registry that the policy permits, or add its place to spec.audit.images.allowedRegistries.',
  sources: ['https://kubernetes.io/docs/concepts/containers/images/', 'https://github.com/distribution/reference'],
  asked: ({ audit }) => audit.images.allowedRegistries.length > 0,
  isWrong: (image, { images }) =>
    image === undefined || !images.allowedRegistries.some((place) => isFrom(image, place)),
});
