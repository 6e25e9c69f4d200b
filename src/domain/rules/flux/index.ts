import type { Rule } from '../../audit/rule.ts';

export const FLUX: readonly Rule[] = [];
