import { ADDRESSES, ADDRESS_TYPES, IP_NAMESPACE } from './addresses.ts';
import type { CelFunction, CelType } from './function.ts';
import { LANGUAGE } from './language.ts';
import { LISTS } from './lists.ts';
import { PATTERNS } from './patterns.ts';
import { QUANTITIES, QUANTITY_TYPES } from './quantity.ts';
import { SETS, SETS_NAMESPACE, SET_TYPES } from './sets.ts';
import { SIZES } from './size.ts';
import { STRINGS } from './strings.ts';
import { URLS, URL_TYPES } from './urls.ts';
import { VERSIONS, VERSION_TYPES } from './versions.ts';

/** Everything that an expression may call. */
export const FUNCTIONS: readonly CelFunction[] = [
  ...LANGUAGE,
  ...SIZES,
  ...STRINGS,
  ...PATTERNS,
  ...LISTS,
  ...SETS,
  ...QUANTITIES,
  ...ADDRESSES,
  ...URLS,
  ...VERSIONS,
];

export const TYPES: readonly CelType[] = [
  ...QUANTITY_TYPES,
  ...ADDRESS_TYPES,
  ...URL_TYPES,
  ...VERSION_TYPES,
  ...SET_TYPES,
];

/** What stands before the name of some functions, which is an object of a type to the library. */
export const NAMESPACES: readonly { readonly name: string; readonly type: string; readonly value: object }[] = [
  { name: 'ip', type: 'IPNamespace', value: IP_NAMESPACE },
  { name: 'sets', type: 'SetsNamespace', value: SETS_NAMESPACE },
];
