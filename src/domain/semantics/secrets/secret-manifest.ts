import { type Fields, fieldsOf } from '../unknown.ts';
import { isStandIn } from './values.ts';

/** Manifests of Secrets in text or in other objects: core/v1 Secret, and no other kind whose name ends in Secret. */

const KIND = /^([\s-]{0,128}["']?)kind["']?\s{0,4}:\s{0,4}["']?Secret["']?\s*(?:$|#)/;
const DATA = /^([\s-]{0,128}["']?)(?:data|stringData)["']?\s{0,4}:\s*$/;
const ENTRY = /^(\s*)["']?[-._A-Za-z0-9]{1,253}["']?\s{0,4}:\s{1,16}(.*)$/;

/** How many lines of `data` are read: the first that has a value decides, and a template may be in each. */
const MAX_ENTRIES = 64;

/** Whether what stands behind a key of `data`, or in the line behind that, is more than nothing, a template or ciphertext. */
function isFilled(value: string, next = ''): boolean {
  const bare = value.trim().replace(/^!!binary\s+/, '');
  const text = /^[|>]/.test(bare) ? next.trim() : bare.replaceAll(/^["']|["']$/g, '');
  return text.length >= 4 && !text.startsWith('#') && !isStandIn(text);
}

function hasValueBelow(lines: readonly string[], at: number, indent: number): boolean {
  for (let index = at + 1; index < Math.min(lines.length, at + MAX_ENTRIES); index++) {
    const [, deeper, value] = ENTRY.exec((lines[index] ?? '').slice(0, 1024)) ?? [];
    if (deeper === undefined) continue;
    if (deeper.length <= indent) return false;
    if (isFilled(value ?? '', lines[index + 1]?.slice(0, 1024))) return true;
  }
  return false;
}

/** `kind` and `data` are fields of the same object where they are as far from the left. */
function isSecretYaml(document: string): boolean {
  const lines = document.split('\n');
  const columns = new Set(lines.flatMap((line) => KIND.exec(line.slice(0, 256))?.[1]?.length ?? []));
  if (columns.size === 0) return false;
  return lines.some((line, at) => {
    const column = DATA.exec(line.slice(0, 256))?.[1]?.length;
    return column !== undefined && columns.has(column) && hasValueBelow(lines, at, column);
  });
}

const JSON_KIND = /\\?"kind\\?"\s{0,4}:\s{0,4}\\?"Secret\\?"/;
const JSON_DATA =
  /\\?"(?:data|stringData)\\?"\s{0,4}:\s{0,64}\{\s{0,64}\\?"[-._A-Za-z0-9]{1,253}\\?"\s{0,4}:\s{0,4}\\?"([^"\\]{4,512})/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is, or has in it, a Secret with a value; of a value that lies too deep, that is not known. */
function hasSecret(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > 32) return true;
  return (
    (!Array.isArray(value) && isSecretObject(value as Fields)) ||
    Object.values(value).some((entry) => hasSecret(entry, depth + 1))
  );
}

/** JSON within something else is not read as such: then the two fields are enough. */
function isSecretJson(text: string): boolean {
  if (!JSON_KIND.test(text) || ![...text.matchAll(JSON_DATA)].some(([, value = '']) => !isStandIn(value))) return false;
  const value = parsed(text);
  return value === undefined || hasSecret(value);
}

/** Whether a text, YAML of one or more documents or JSON, has a Secret with a value in it. */
export const isSecretManifest = (text: string): boolean => isSecretJson(text) || text.split(/^---/m).some(isSecretYaml);

/** Whether a JSON object is a Secret with a value in it. */
export function isSecretObject(value: Fields): boolean {
  if (value['kind'] !== 'Secret' || (value['apiVersion'] ?? 'v1') !== 'v1') return false;
  const values = [value['data'], value['stringData']].flatMap((fields) => Object.values(fieldsOf(fields) ?? {}));
  return values.some((entry) => typeof entry === 'string' && isFilled(entry));
}
