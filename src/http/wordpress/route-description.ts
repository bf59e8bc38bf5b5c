import type { PublishedOperation } from '../route-table.js';
import type { Schema } from '../surfaces/surface.js';
import { answerSchema, type OperationParameter, parametersOf } from './operation-parameters.js';

type Json = Record<string, unknown>;

const ORDER = ['get', 'post', 'put', 'patch', 'delete'];
/** What WordPress prints of a parameter's schema. */
const KEYWORDS = [
  'title',
  'type',
  'default',
  'enum',
  'items',
  'properties',
  'additionalProperties',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'oneOf',
  'anyOf',
] as const;

/** One route in the index: its methods, its parameters, and where it is if it has no groups. */
export interface RouteDescription {
  readonly namespace: string;
  readonly methods: readonly string[];
  readonly endpoints: readonly Json[];
  readonly _links?: Json;
}

/** `/wp/v2/users/(?P<id>[\d]+)` */
export function routePattern(operation: PublishedOperation, path: string): string {
  return path.replace(/[:*]([^/]+)/g, (_, name: string) => {
    const schema = parametersOf(operation).find((parameter) => parameter.name === name)?.schema;
    if (schema?.type === 'integer' || schema?.type === 'number') return `(?P<${name}>[\\d]+)`;
    return `(?P<${name}>${(schema?.pattern as string | undefined)?.replace(/^\^|\$$/g, '') ?? '[^\\/]+'})`;
  });
}

export function describeRoute(
  namespace: string,
  href: string,
  operations: readonly PublishedOperation[],
): RouteDescription {
  const endpoints = endpointsOf(operations);
  const isPlain = !operations.some((operation) => /[:*]/.test(operation.fullPath));
  return {
    namespace,
    methods: [...new Set(endpoints.flatMap((endpoint) => endpoint.methods as string[]))],
    endpoints,
    ...(isPlain ? { _links: { self: [{ href }] } } : {}),
  };
}

/** What `OPTIONS` adds: the schema of what the route answers. */
export function schemaOf(operations: readonly PublishedOperation[]): Json | undefined {
  const reading = operations.find((operation) => operation.method === 'get') ?? operations[0];
  const answer = reading && answerSchema(reading);
  if (!answer) return undefined;
  const item = answer.type === 'array' ? (answer.items as Schema) : answer;
  const rows = ((answer.properties as Json | undefined)?.items as Schema | undefined)?.items as
    | Schema
    | undefined;
  const described = (answer.properties as Json | undefined)?.brand ? (rows ?? item) : item;
  return { $schema: 'http://json-schema.org/draft-04/schema#', ...printed(described) };
}

/** Methods whose parameters are the same are one endpoint, as POST, PUT and PATCH are. */
function endpointsOf(operations: readonly PublishedOperation[]): Json[] {
  const sorted = [...operations].sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
  const endpoints: { methods: string[]; allow_batch?: Json; args: unknown }[] = [];
  for (const operation of sorted) {
    const args = argsOf(operation);
    const batch = allowsBatch(operation) ? { allow_batch: { v1: true } } : {};
    const writes = operation.method !== 'get' && operation.method !== 'delete';
    const same = endpoints.find(
      (endpoint) =>
        writes && endpoint.methods[0] !== 'GET' && JSON.stringify(endpoint.args) === JSON.stringify(args),
    );
    if (same) same.methods.push(operation.method.toUpperCase());
    else endpoints.push({ methods: [operation.method.toUpperCase()], ...batch, args });
  }
  return endpoints;
}

export function allowsBatch(operation: PublishedOperation): boolean {
  return operation.extensions['x-allow-batch'] === true;
}

/** No parameters print as `[]`, as PHP does. */
function argsOf(operation: PublishedOperation): Json | readonly [] {
  const parameters = parametersOf(operation);
  if (parameters.length === 0) return [];
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, argument(parameter)]));
}

function argument({ schema, description, required }: OperationParameter): Json {
  return { ...(description === undefined ? {} : { description }), ...printed(schema), required };
}

/** OpenAPI's `nullable` is a second type in JSON schema. */
function printed(schema: Schema): Json {
  const kept: Json = {};
  for (const keyword of KEYWORDS) if (schema[keyword] !== undefined) kept[keyword] = inner(schema[keyword]);
  // How many bits a number has is nobody's business here.
  if (schema.type === 'integer' || schema.type === 'number') delete kept.format;
  if (schema.nullable === true && typeof schema.type === 'string') kept.type = [schema.type, 'null'];
  if (schema.description !== undefined && schema.type !== undefined) kept.description = schema.description;
  return kept;
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  const json = value as Json;
  if (json.type !== undefined || json.oneOf !== undefined || json.anyOf !== undefined) return printed(json);
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, inner(each)]));
}
