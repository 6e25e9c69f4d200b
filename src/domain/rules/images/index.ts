import type { Rule } from '../../audit/rule.ts';

export const IMAGES: readonly Rule[] = [];
