import { readFileSync } from 'node:fs';

export type Json = Record<string, unknown>;

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One of the five APIs, as a machine-readable document. */
export interface Contract {
  readonly name: string;
  /** Its paths are relative to it. */
  readonly base: string;
  readonly document: Json;
}

/** One operation of a document, ours or a contract's. `{x}` stands for any parameter. */
export interface Operation {
  /** `GET /clients/{id}`, as its document writes it. */
  readonly name: string;
  readonly method: string;
  /** From the origin, without a slash at its end. */
  readonly path: string;
  readonly content: Json;
  /** Where its references lead. */
  readonly document: Json;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Json;
}

// Compiled tests run in build/; the documents stay where they are written.
const folder = new URL('../../../test/contracts/', import.meta.url);

export const contracts: readonly Contract[] = ['agency-os-ai', 'agiler', 'orkosi', 'org-api', 'workflux'].map(
  read,
);

function read(name: string): Contract {
  const document = JSON.parse(readFileSync(new URL(`${name}.openapi.json`, folder), 'utf8')) as Json;
  const [server] = document.servers as { url: string }[];
  return { name, base: server?.url ?? '', document };
}

/** Every operation of a document whose paths are below `base`. */
export function operationsOf(document: Json, base: string): Operation[] {
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      path: (base + path).replace(/\/$/, ''),
      content: withShared(item, item[method] as Json),
      document,
    })),
  );
}

/** Parameters of the path hold for each of its operations. */
function withShared(item: Json, operation: Json): Json {
  return {
    ...operation,
    parameters: [...((item.parameters as Json[]) ?? []), ...((operation.parameters as Json[]) ?? [])],
  };
}

/** The same for templates that match the same paths, whatever their parameters are called. */
export function slot(operation: { readonly method: string; readonly path: string }): string {
  return `${operation.method.toUpperCase()} ${operation.path.replace(/\{[^}]+\}/g, '{}')}`;
}

/** Follows references until there is none. */
export function resolve(document: Json, value: Json): Json {
  let found = value;
  while (typeof found.$ref === 'string') {
    const steps = found.$ref.replace('#/', '').split('/');
    found = steps.reduce<Json>((at, step) => at[step] as Json, document);
  }
  return found;
}

export function parametersOf({ content, document }: Operation): Parameter[] {
  return (content.parameters as Json[]).map((written) => {
    const parameter = resolve(document, written);
    return {
      name: parameter.name as string,
      in: parameter.in as string,
      required: parameter.required === true,
      schema: resolve(document, (parameter.schema as Json) ?? {}),
    };
  });
}

/** Schema of the JSON body that the operation reads. */
export function bodyOf({ content, document }: Operation): Json | undefined {
  if (!content.requestBody) return undefined;
  return jsonSchema(document, resolve(document, content.requestBody as Json));
}

export function responsesOf({ content, document }: Operation): Record<string, Json> {
  const written = Object.entries((content.responses as Record<string, Json>) ?? {});
  return Object.fromEntries(written.map(([status, response]) => [status, resolve(document, response)]));
}

/** Of a body or response: the schema of its JSON, with references inside left as they are. */
export function jsonSchema(document: Json, holder: Json): Json | undefined {
  const schema = (holder.content as Record<string, Json> | undefined)?.['application/json']?.schema;
  return schema ? resolve(document, schema as Json) : undefined;
}
