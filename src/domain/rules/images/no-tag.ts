import { imageRule } from './image-rule.ts';

export const noTag = imageRule({
  id: 'images/no-tag',
  title: 'Image has no tag',
  severity: 'medium',
  says: 'Has images without a tag',
  why: 'An image without a tag is the one with the tag latest, whatever that is on the day that a node pulls it: nobody knows what runs, two nodes may run different programs, and there is no way back. Found where an image has neither a tag nor a digest; the port of a registry, as in registry:5000/app, is no tag.',
  remedy: 'Name the image by the tag of a release, or better by its digest.',
  sources: ['https://kubernetes.io/docs/concepts/containers/images/', 'https://github.com/distribution/reference'],
  isWrong: (image) => image !== undefined && image.tag === undefined && image.digest === undefined,
});
