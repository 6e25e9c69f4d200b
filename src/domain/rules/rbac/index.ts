import type { Rule } from '../../audit/rule.ts';

export const RBAC: readonly Rule[] = [];
