import type { Kind } from './kind.ts';
import { networkPolicy } from './network-policy.ts';

/** Every kind that we generate. Adding one: a file beside this one, a line here, a watch, and its rights. */
export const kinds: readonly Kind[] = [networkPolicy];
