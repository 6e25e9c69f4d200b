import type { Fault } from './setting.ts';

/** Options of `kustomize build` that let a repository run programs, or read files beside it. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/--enable-exec(?!=\s*(?:false|f|0)\b)/i, '--enable-exec'],
  [/--enable-alpha-plugins(?!=\s*(?:false|f|0)\b)/i, '--enable-alpha-plugins'],
  [/--enable-helm(?!=\s*(?:false|f|0)\b)/i, '--enable-helm'],
  [/load-?restrictor[\s=]+["']?(?:LoadRestrictionsNone|none)/i, '--load-restrictor LoadRestrictionsNone'],
];

/** What is wrong with options for Kustomize, by name. */
export function buildOptionsFault(value: string): Fault | undefined {
  const found = OPTIONS.filter(([pattern]) => pattern.test(value)).map(([, name]) => name);
  return found.length === 0 ? undefined : { detail: `has ${found.join(', ')}` };
}
