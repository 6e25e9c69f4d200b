import type { Rule } from '../../audit/rule.ts';

export const POD_SECURITY: readonly Rule[] = [];
