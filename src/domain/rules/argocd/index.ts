import type { Rule } from '../../audit/rule.ts';

export const ARGO_CD: readonly Rule[] = [];
