import type { Rule } from '../../audit/rule.ts';

export const GITOPS: readonly Rule[] = [];
