import { imageRule } from './image-rule.ts';

export const latestTag = imageRule({
  id: 'images/latest-tag',
  title: 'Image has the tag latest',
  severity: 'medium',
  says: 'Has images with the tag latest',
  why: 'The tag latest is another image whenever somebody pushes one: nobody knows what runs, two nodes may run different programs, and there is no way back. Found where an image has this tag and no digest; with a digest the tag does not matter.',
  remedy: 'Name the image by the tag of a release, or better by its digest.',
  sources: ['https://kubernetes.io/docs/concepts/containers/images/', 'https://github.com/distribution/reference'],
  isWrong: (image) => image?.tag === 'latest' && image.digest === undefined,
});
