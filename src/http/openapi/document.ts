import { takesKey } from '../idempotency/keyed-request.js';
import type { PublishedOperation, RouteTable } from '../route-table.js';
import type { Surface, SurfaceId } from '../surfaces/surface.js';
import { uploadOf } from '../upload.js';
import { errorStatuses } from './error-responses.js';
import { KEY_PARAMETER, REPLAY_HEADERS } from './idempotency-words.js';
import { prune, SchemaSet } from './schema-set.js';
import { securityOf, securitySchemes } from './security.js';
import { titleOf } from './title.js';
import { withDefaults } from './values.js';

type Json = Record<string, unknown>;

export interface SiteFacts {
  readonly siteUrl: string;
  readonly version: string;
}

/** The OpenAPI documents of what is switched on, made once for each change of the routes. */
export class OpenApi {
  private readonly made = new Map<string, { revision: number; document: Json }>();

  constructor(
    private readonly routes: RouteTable,
    private readonly facts: SiteFacts,
  ) {}

  /** Of one surface with paths relative to its base, or of all with paths from the origin. */
  document(surface?: Surface): Json {
    const key = surface?.id ?? 'all';
    const known = this.made.get(key);
    if (known?.revision === this.routes.revision) return known.document;
    const document = this.make(surface);
    this.made.set(key, { revision: this.routes.revision, document });
    return document;
  }

  private make(only: Surface | undefined): Json {
    const operations = this.routes.operations.filter(
      (operation) => !only || operation.surface.id === only.id,
    );
    const schemas = new SchemaSet();
    const paths: Record<string, Json> = {};
    for (const operation of operations) {
      const path = braces(only ? operation.path : operation.fullPath);
      paths[path] ??= {};
      paths[path][operation.method] = describe(operation, schemas);
    }
    const used = [
      ...new Map(operations.map((operation) => [operation.surface.id, operation.surface])).values(),
    ];
    return {
      openapi: '3.0.3',
      info: { title: only?.title ?? 'Koapress', version: this.facts.version },
      servers: [{ url: this.facts.siteUrl + (only?.base ?? '') }],
      paths,
      components: { schemas: prune(paths, schemas.all), securitySchemes: securitySchemes(used) },
    };
  }
}

/** Path parameters as OpenAPI writes them. */
function braces(path: string): string {
  return path.replace(/[:*]([^/]+)/g, '{$1}');
}

function describe(operation: PublishedOperation, schemas: SchemaSet): Json {
  const documents = operation.document.paths as Record<string, Record<string, Json>>;
  const written = documents[braces(operation.path)]?.[operation.method] ?? {};
  const unit = `${operation.owner}.${operation.surface.id}`;
  const own = schemas.take(unit, operation.document, written) as Json;
  return {
    ...own,
    ...uploadBody(operation, own.requestBody as Json | undefined),
    operationId: `${unit}.${operation.id}`,
    summary: own.summary ?? titleOf(operation.id),
    security: securityOf(operation),
    'x-required-scopes': operation.scopes ?? undefined,
    parameters: parametersOf(operation, own),
    responses: responses(operation, own.responses as Record<string, Json>, schemas),
  };
}

/** Those of the controller, and what every operation of this kind takes. */
function parametersOf(operation: PublishedOperation, own: Json): unknown[] | undefined {
  if (!own.parameters && !takesKey(operation)) return undefined;
  const written = withDefaults((own.parameters ?? []) as Json[], operation.args);
  return takesKey(operation) ? [...written, KEY_PARAMETER] : written;
}

/** A file comes as a field of a form, or as the whole body. */
function uploadBody(operation: PublishedOperation, body: Json | undefined): Json {
  const upload = uploadOf(operation);
  const json = (body?.content as Record<string, Json> | undefined)?.['application/json'];
  if (!upload || !json) return {};
  const file = { schema: { type: 'string', format: 'binary' } };
  const form = { schema: { allOf: [json.schema, { properties: { [upload.field]: file.schema } }] } };
  const content = { 'application/json': json, 'multipart/form-data': form, 'application/gzip': file };
  return { requestBody: { ...body, content } };
}

function responses(operation: PublishedOperation, written: Record<string, Json>, schemas: SchemaSet): Json {
  const { surface } = operation;
  const error = json({ $ref: schemas.add(`${surface.id}.Error`, surface.errorSchema) });
  const answers: Json = {};
  for (const [status, said] of Object.entries(written ?? {})) {
    const response: Json = { ...said, description: said.description || 'Ok' };
    const content = (response.content ?? {}) as Record<string, Json>;
    const schema = Object.values(content)[0]?.schema as Json | undefined;
    // A failure that names its schema has a body of its own.
    if (status >= '400') answers[status] = schema ? response : { ...response, content: error };
    else if (schema && brandOf(schema, schemas) === 'koapress.file')
      answers[status] = { ...response, content: bytes(Object.keys(content)) };
    else if (schema) answers[status] = { ...response, content: json(wrap(surface, schema, schemas)) };
    else if (surface.deletedStatus === 200 && status === '204')
      answers['200'] = { ...response, content: json(surface.wrapSuccess({ nullable: true })) };
    else answers[status] = response;
  }
  if (takesKey(operation)) {
    for (const [status, answer] of Object.entries(answers))
      if (status < '300') answers[status] = { headers: REPLAY_HEADERS, ...(answer as Json) };
  }
  for (const [status, description] of errorStatuses(operation)) {
    answers[status] ??= { description, content: error };
  }
  answers.default = { description: 'Error', content: error };
  return answers;
}

function wrap(surface: Surface, schema: Json, schemas: SchemaSet): unknown {
  const properties = schemas.resolve(schema).properties as Record<string, Json> | undefined;
  const brand = brandOf(schema, schemas);
  if (brand === 'koapress.page') return surface.wrapList(properties?.items?.items as Json);
  if (brand === 'koapress.bare') return properties?.value;
  return surface.wrapSuccess(schema);
}

function brandOf(schema: Json, schemas: SchemaSet): string | undefined {
  const properties = schemas.resolve(schema).properties as Record<string, Json> | undefined;
  return (properties?.brand?.enum as string[] | undefined)?.[0];
}

/** A file of the types that `@Produces` names; JSON alone is what tsoa says where nobody does. */
function bytes(types: readonly string[]): Json {
  const named = types.join() === 'application/json' ? ['application/octet-stream'] : types;
  return Object.fromEntries(named.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}

export function isSurfaceId(surfaces: readonly Surface[], id: string): id is SurfaceId {
  return surfaces.some((surface) => surface.id === id);
}
