import type { CasesById } from '../case.ts';

export const cases: CasesById = {};
