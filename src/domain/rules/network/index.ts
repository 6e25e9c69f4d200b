import type { Rule } from '../../audit/rule.ts';

export const NETWORK: readonly Rule[] = [];
