import { rootSchema } from './crd.ts';
import { API_VERSION, KIND, PLURAL, SHORT_NAME } from './policy.ts';
import type { Schema } from './schema.ts';

/** The field reference in Markdown, from the same schema that the API server checks. */

interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

const introduction = `<!-- Generated from src/api; see make docs. -->

# ${KIND}

\`apiVersion: ${API_VERSION}\`, cluster-scoped, \`kubectl get ${SHORT_NAME}\` or \`kubectl get ${PLURAL}\`.

${rootSchema.description ?? ''} Fields that are not listed here are refused. \`kubectl explain ${SHORT_NAME}.spec --recursive\` shows the same.

${rules(rootSchema)}`;

/** The whole page. Structures with a title are described once, below, and linked to. */
export function fieldReference(): string {
  const { spec, status } = rootSchema.properties ?? {};
  if (spec === undefined || status === undefined) throw new Error('the schema has neither spec nor status');
  const titled = [...titledSchemas(rootSchema)].map(([title, schema]) => section(`### ${title}`, '', schema));
  const parts = [
    introduction,
    section('## spec', 'spec', spec),
    section('## status', 'status', status),
    '## Structures',
  ];
  return `${[...parts, ...titled].join('\n\n')}\n`;
}

function section(heading: string, path: string, schema: Schema): string {
  const rows = [...fields(path, schema)].map(row);
  const table = ['| Field | Type | Default | Description |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const text = heading.startsWith('###') ? rules(schema) : (schema.description ?? '');
  return [heading, text, table].filter((part) => part !== '').join('\n\n');
}

/** Every field below a schema, depth first, down to scalars and titled structures. */
function* fields(path: string, schema: Schema): Generator<Field> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const fieldPath = path === '' ? name : `${path}.${name}`;
    yield { path: fieldPath, schema: field, required: schema.required?.includes(name) ?? false };
    if (field.title === undefined) yield* fields(fieldPath, field);
    if (field.items !== undefined && field.items.title === undefined) yield* fields(`${fieldPath}[]`, field.items);
  }
}

function titledSchemas(schema: Schema, found = new Map<string, Schema>()): Map<string, Schema> {
  const children = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  for (const child of children) {
    if (child.title !== undefined) found.set(child.title, child);
    titledSchemas(child, found);
  }
  return found;
}

function row({ path, schema, required }: Field): string {
  const fallback = schema.default === undefined ? (required ? 'required' : '') : code(JSON.stringify(schema.default));
  const text = [schema.description ?? '', bounds(schema), inlineRules(schema)].filter((part) => part !== '').join(' ');
  return `| ${code(path)} | ${typeOf(schema)} | ${fallback} | ${text} |`;
}

function typeOf(schema: Schema): string {
  if (schema.title !== undefined) return `[${schema.title}](#${schema.title.toLowerCase()})`;
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties !== undefined) return `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  return schema.format === 'date-time' ? 'date-time' : (schema.type ?? '');
}

/** The limits of a field in words, and those of its items or values. */
function bounds(schema: Schema): string {
  const inner = schema.items ?? schema.additionalProperties;
  const own = [
    range('', schema.minimum, schema.maximum),
    range(' characters', schema.minLength, schema.maxLength),
    range(' items', schema.minItems, schema.maxItems),
    range(' entries', undefined, schema.maxProperties),
    schema.pattern === undefined ? '' : `Pattern ${code(schema.pattern)}.`,
  ];
  const inside = inner === undefined || inner.title !== undefined ? '' : bounds(inner);
  return [...own, inside === '' ? '' : `Each: ${inside.charAt(0).toLowerCase()}${inside.slice(1)}`]
    .filter((part) => part !== '')
    .join(' ');
}

function range(unit: string, least?: number, most?: number): string {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `At least ${least}${unit}.`;
  return least === undefined ? `At most ${most}${unit}.` : `${least} to ${most}${unit}.`;
}

function rules(schema: Schema): string {
  return messages(schema)
    .map((message) => `- Rule: ${message}.`)
    .join('\n');
}

function inlineRules(schema: Schema): string {
  const own = schema.title === undefined ? messages(schema) : [];
  const inner = schema.items !== undefined && schema.items.title === undefined ? messages(schema.items) : [];
  return [...own, ...inner].map((message) => `Rule: ${message}.`).join(' ');
}

function messages(schema: Schema): string[] {
  return (schema['x-kubernetes-validations'] ?? []).map(({ message }) => message);
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
