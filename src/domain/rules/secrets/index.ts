import type { Rule } from '../../audit/rule.ts';

export const SECRETS: readonly Rule[] = [];
