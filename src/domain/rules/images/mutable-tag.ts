import { imageRule } from './image-rule.ts';

export const mutableTag = imageRule({
  id: 'images/mutable-tag',
  title: 'Image is not pinned to a digest',
  severity: 'low',
  says: 'Has images that are not pinned to a digest',
  why: 'Whoever may push to a registry can put another image in the place of a tag; a digest is the image itself. Found where an image has no digest, whatever its tag, and where its name cannot be read. Asked where the policy says requireDigest.',
  remedy: 'Name the image by its digest, such as app:1.2.3@sha256:…; tools for updates keep both up to date.',
  sources: ['https://kubernetes.io/docs/concepts/containers/images/', 'https://github.com/opencontainers/go-digest'],
  asked: ({ audit }) => audit.images.requireDigest,
  isWrong: (image) => image?.digest === undefined,
});
