import { z } from 'zod';

/** The parts of JSON Schema that a CustomResourceDefinition knows: apiextensions.k8s.io/v1 JSONSchemaProps. */
export interface Schema {
  readonly title?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The structural schema of a zod schema, as it reads input: fields with a default are optional.
 * Source of "structural": https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function structuralSchema(source: z.ZodType): Schema {
  return generate(source, makeStructural);
}

/** The same without defaults: in a status Kubernetes would fill them in where nothing was reported. */
export function reportSchema(source: z.ZodType): Schema {
  return generate(source, (schema) => {
    makeStructural(schema);
    delete schema.default;
  });
}

function generate(source: z.ZodType, change: (schema: JsonSchema) => void): Schema {
  return z.toJSONSchema(source, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => change(jsonSchema),
  }) as Schema;
}

function makeStructural(schema: JsonSchema): void {
  // Structural schemas prune what they do not name; additionalProperties beside properties is refused.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.type === 'integer') boundInteger(schema);
  if (schema.type === 'array') schema['x-kubernetes-list-type'] ??= 'atomic';
  // Server-side apply of `section: {}` takes away, every second time, a section that has a keyed list with the default
  // [] and another default (seen with Kubernetes 1.36.3). Whoever reads the list without one finds [] all the same.
  if (schema['x-kubernetes-list-type'] === 'map') delete schema.default;
  // The format says it all; zod's pattern for it is long, and different from what the API server accepts.
  if (schema.format === 'date-time') delete schema.pattern;
}

/** zod bounds every integer to what JavaScript holds exactly; in Kubernetes that is what the format is for. */
function boundInteger(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  schema.format = schema.maximum === undefined ? 'int64' : 'int32';
}
