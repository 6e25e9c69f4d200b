import type { Rule } from '../../audit/rule.ts';
import { latestTag } from './latest-tag.ts';
import { mutableTag } from './mutable-tag.ts';
import { noTag } from './no-tag.ts';
import { registryNotAllowed } from './registry-not-allowed.ts';
import { unreadable } from './unreadable.ts';

export const IMAGES: readonly Rule[] = [noTag, latestTag, mutableTag, registryNotAllowed, unreadable];
