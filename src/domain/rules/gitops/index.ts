import type { Rule } from '../../audit/rule.ts';
import { changedOutsideGit } from './changed-outside-git.ts';
import { noLimits } from './no-limits.ts';
import { noQuota } from './no-quota.ts';
import { untrackedObject } from './untracked-object.ts';

export const GITOPS: readonly Rule[] = [changedOutsideGit, untrackedObject, noQuota, noLimits];
