import { imageRule } from './image-rule.ts';

export const unreadable = imageRule({
  id: 'images/unreadable',
  title: 'Image has a name that no runtime can read',
  severity: 'medium',
  says: 'Has images that no runtime can pull',
  why: 'A container whose image has no name, or one that breaks the grammar of references, does not start, unless something changes it on its way: what runs in the end is not what is seen here. Found for capital letters in a repository, a scheme such as https://, a digest of the wrong length or of an unknown algorithm, and the like. The name is not shown, since it may hold anything.',
  remedy: 'Write the image as registry/repository:tag, in small letters and without a scheme.',
  sources: ['https://github.com/distribution/reference/blob/v0.6.0/reference.go'],
  isWrong: (image) => image === undefined,
});
