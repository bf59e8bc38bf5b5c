import type { PublishedOperation } from '../route-table.js';
import type { Schema } from '../surfaces/surface.js';

type Json = Record<string, unknown>;

/** One parameter of an operation, wherever it is read from. */
export interface OperationParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly required: boolean;
  readonly description: string | undefined;
  /** References are written out. */
  readonly schema: Schema;
}

const PREFIX = '#/components/schemas/';
/** Deeper than any body of ours, and an end for schemas that hold themselves. */
const DEEPEST = 8;
const known = new WeakMap<PublishedOperation, readonly OperationParameter[]>();

/** From the operation's own OpenAPI description, once. */
export function parametersOf(operation: PublishedOperation): readonly OperationParameter[] {
  let found = known.get(operation);
  if (!found) {
    const described = describedOperation(operation);
    found = [...writtenParameters(operation, described), ...bodyFields(operation, described)];
    known.set(operation, found);
  }
  return found;
}

/** What a successful answer holds; undefined when it is not described. */
export function answerSchema(operation: PublishedOperation): Schema | undefined {
  const responses = (describedOperation(operation).responses ?? {}) as Record<string, Json>;
  for (const [status, response] of Object.entries(responses)) {
    const schema = status.startsWith('2') ? jsonSchema(response) : undefined;
    if (schema) return expand(operation, schema, 0);
  }
  return undefined;
}

/** In OpenAPI's notation: `/users/{id}`. */
export function bracedPath(operation: PublishedOperation): string {
  return operation.path.replace(/[:*]([^/]+)/g, '{$1}');
}

function describedOperation(operation: PublishedOperation): Json {
  const paths = operation.document.paths as Record<string, Record<string, Json>> | undefined;
  return paths?.[bracedPath(operation)]?.[operation.method] ?? {};
}

function writtenParameters(operation: PublishedOperation, described: Json): OperationParameter[] {
  return ((described.parameters ?? []) as Json[])
    .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
    .map((parameter) => ({
      name: parameter.name as string,
      in: parameter.in as 'path' | 'query',
      required: parameter.required === true,
      description: parameter.description as string | undefined,
      schema: {
        ...expand(operation, (parameter.schema ?? {}) as Schema, 0),
        ...standard(operation, parameter.name),
      },
    }));
}

/** OpenAPI 3.0 has no room for a default beside a reference; the operation itself knows it. */
function standard(operation: PublishedOperation, name: unknown): Schema {
  const value = Object.values(operation.args).find((argument) => argument.name === name)?.default;
  return value === undefined ? {} : { default: value };
}

function bodyFields(operation: PublishedOperation, described: Json): OperationParameter[] {
  const written = jsonSchema((described.requestBody ?? {}) as Json);
  if (!written) return [];
  const schema = expand(operation, written, 0);
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, field]) => ({
    name,
    in: 'body',
    required: required.has(name),
    description: field.description as string | undefined,
    schema: field,
  }));
}

function jsonSchema(holder: Json): Schema | undefined {
  return (holder.content as Record<string, Json> | undefined)?.['application/json']?.schema as
    | Schema
    | undefined;
}

function expand(operation: PublishedOperation, schema: Schema, depth: number): Schema {
  if (depth > DEEPEST) return {};
  const ref = schema.$ref as string | undefined;
  if (ref !== undefined) {
    const { $ref: _, ...beside } = schema;
    return { ...expand(operation, named(operation, ref.slice(PREFIX.length)), depth + 1), ...beside };
  }
  const [only, ...others] = (schema.allOf ?? []) as Schema[];
  if (only && others.length === 0) {
    const { allOf: _, ...beside } = schema;
    return { ...expand(operation, only, depth + 1), ...beside };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, expandMember(operation, key, value, depth)]),
  );
}

function expandMember(operation: PublishedOperation, key: string, value: unknown, depth: number): unknown {
  if (key === 'properties') {
    const fields = Object.entries(value as Record<string, Schema>);
    return Object.fromEntries(fields.map(([name, field]) => [name, expand(operation, field, depth + 1)]));
  }
  const isSchema = typeof value === 'object' && value !== null && !Array.isArray(value);
  if ((key === 'items' || key === 'additionalProperties') && isSchema)
    return expand(operation, value as Schema, depth + 1);
  if (key === 'allOf' || key === 'anyOf' || key === 'oneOf')
    return (value as Schema[]).map((part) => expand(operation, part, depth + 1));
  return value;
}

function named(operation: PublishedOperation, name: string): Schema {
  const schemas = (operation.document.components as Json | undefined)?.schemas as
    | Record<string, Schema>
    | undefined;
  return schemas?.[name] ?? {};
}
