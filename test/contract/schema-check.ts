import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Json } from './documents.js';

/** Answers what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined;

/** Checks against the schemas of one document. */
export class SchemaChecks {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });
  private readonly document: Json;
  private readonly made = new Map<unknown, Check>();

  /** `closed`: objects hold what their schema names and nothing else. */
  constructor(
    document: Json,
    private readonly closed: boolean,
  ) {
    formats.default(this.ajv);
    this.document = this.rewritten(document.components ?? {}) as Json;
    this.ajv.addSchema({ $id: 'site:document', components: this.document });
  }

  of(schema: Json): Check {
    const known = this.made.get(schema);
    if (known) return known;
    const validate = this.ajv.compile(this.rewritten(schema) as Json);
    const check = (value: unknown) => (validate(value) ? undefined : faultsOf(validate));
    this.made.set(schema, check);
    return check;
  }

  private rewritten(value: unknown): unknown {
    return rewrite(value, this.closed);
  }
}

function faultsOf(validate: ValidateFunction): string {
  return (validate.errors ?? [])
    .map(({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`)
    .join('; ');
}

/** OpenAPI's own words in those of JSON Schema. */
function rewrite(value: unknown, closed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, closed));
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'example' ? inner : rewrite(inner, closed)]),
  ) as Json;
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace(/^#/, 'site:document#');
  if (closed && schema.properties && schema.type === 'object') schema.additionalProperties ??= false;
  return schema.nullable === true ? nullable(schema) : schema;
}

function nullable({ nullable: _, ...schema }: Json): Json {
  return { anyOf: [schema, { type: 'null' }] };
}
