import { z } from 'zod';
import { ruled, text } from './fields.ts';

/** Which commits must be signed by whom. Source: util/gpg and util/sourceintegrity of Argo CD. */

/** Argo CD compares text with what gpg prints, so the same key in lower case would never be found. */
const gpgKey = ruled(text(40, 16).regex(/^[0-9A-Fa-f]{16}([0-9A-Fa-f]{24})?$/), {
  cel: 'self == self.upperAscii()',
  message: 'must be in upper case, as gpg prints it: Argo CD compares key ids as text',
  holds: (candidate) => candidate === candidate.toUpperCase(),
});

export const signatureKey = z
  .strictObject({
    keyID: gpgKey.describe(
      'The id of the key, 16 hex digits, or its fingerprint, 40 hex digits without spaces, of which the last 16 count.',
    ),
  })
  .meta({ title: 'ProjectSignatureKey' });

const gpg = ruled(
  z
    .strictObject({
      mode: z
        .enum(['none', 'head', 'strict'])
        .describe(
          'What is verified. none: nothing. head: the commit or tag that is synced. strict: all its ancestors as well.',
        ),
      keys: z
        .array(gpgKey)
        .max(32)
        .default([])
        .describe('The keys that may sign, by their ids of 16 or fingerprints of 40 hex digits.'),
    })
    .meta({ title: 'ProjectSourceIntegrityGpg' }),
  {
    cel: "self.mode == 'none' || self.keys.size() > 0",
    message: 'must name the keys that may sign: without keys nothing could be synced',
    holds: ({ mode, keys }) => mode === 'none' || keys.length > 0,
  },
);

const repo = z
  .strictObject({
    url: text(512, 1)
      .regex(/^!?["-~]+$/)
      .describe(
        "The URL of the repository as Applications write it, or a glob. With '!' before it the policy is not about it.",
      ),
  })
  .meta({ title: 'ProjectSourceIntegrityRepo' });

const repos = ruled(z.array(repo).min(1).max(32), {
  cel: "self.exists(repo, !repo.url.startsWith('!'))",
  message: "must have an entry without '!', as the policy would be about no repository",
  holds: (entries) => entries.some(({ url }) => !url.startsWith('!')),
});

const policy = z
  .strictObject({
    repos: repos.describe(
      'The repositories that the policy is about. A repository that no policy is about is not verified; one that two policies are about cannot be synced.',
    ),
    gpg: gpg.describe('How commits of these repositories are verified.'),
  })
  .meta({ title: 'ProjectSourceIntegrityPolicy' });

/** Not empty: Argo CD ignores signatureKeys as soon as `git` is there, so nothing at all would be verified. */
export const sourceIntegrity = z.strictObject({
  git: z
    .strictObject({
      policies: z.array(policy).min(1).max(8).describe('What is verified, one policy for each set of repositories.'),
    })
    .describe('What is verified of Git repositories. Helm and OCI repositories are not covered.'),
});
