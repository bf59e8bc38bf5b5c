import {
  bodyOf,
  type Json,
  jsonSchema,
  type Operation,
  type Parameter,
  parametersOf,
  resolve,
  responsesOf,
} from './documents.js';

type Direction = 'in' | 'out';

/** One schema with the document its references lead into. */
interface Placed {
  readonly schema: Json;
  readonly document: Json;
}

/** What the served operation lacks of its contract, a line for each; empty when it keeps it. */
export function disagreements(contract: Operation, served: Operation): string[] {
  return [
    ...parameterFaults(contract, served),
    ...bodyFaults(contract, served),
    ...responseFaults(contract, served),
  ].map((fault) => `${contract.name}: ${fault}`);
}

function parameterFaults(contract: Operation, served: Operation): string[] {
  const ours = parametersOf(served);
  return parametersOf(contract).flatMap((wanted) => {
    // A place in the path may have another name.
    const found = ours.find((own) => own.in === wanted.in && (own.in === 'path' || own.name === wanted.name));
    if (!found) return [`has no ${wanted.in} parameter ${wanted.name}`];
    return parameterFault(wanted, found, contract, served);
  });
}

function parameterFault(wanted: Parameter, found: Parameter, contract: Operation, served: Operation) {
  const where = `${wanted.in} parameter ${wanted.name}`;
  const stricter = found.required && !wanted.required ? [`${where} is required`] : [];
  const theirs = { schema: wanted.schema, document: contract.document };
  const ours = { schema: found.schema, document: served.document };
  return [...stricter, ...schemaFaults(theirs, ours, where, 'in')];
}

function bodyFaults(contract: Operation, served: Operation): string[] {
  const wanted = bodyOf(contract);
  if (!wanted) return [];
  const found = bodyOf(served);
  if (!found) return ['reads no body'];
  return schemaFaults(
    { schema: wanted, document: contract.document },
    { schema: found, document: served.document },
    'body',
    'in',
  );
}

function responseFaults(contract: Operation, served: Operation): string[] {
  const ours = responsesOf(served);
  return Object.entries(responsesOf(contract)).flatMap(([status, response]) => {
    const at = servedStatus(status, Object.keys(ours));
    if (at === undefined) return [`documents no status ${status}`];
    const exact = jsonSchema(contract.document, response);
    const wanted = exact ?? likelySchema(contract, status);
    const answered = jsonSchema(served.document, ours[at] as Json);
    if (!wanted) return [];
    const found = exact || !answered ? answered : unwrapped({ schema: answered, document: served.document });
    if (!found) return [`documents no body for ${status}`];
    return schemaFaults(
      { schema: wanted, document: contract.document },
      { schema: found, document: served.document },
      `answer ${status}`,
      'out',
    );
  });
}

/** What a likely schema describes may lie in the envelope of its API. */
function unwrapped(answer: Placed): Json {
  const { properties } = settled(answer);
  return ((properties as Json | undefined)?.data as Json | undefined) ?? answer.schema;
}

/** Of a success without a schema: a documented one that fits. */
export function likelySchema({ content, document }: Operation, status: string): Json | undefined {
  const { response } = (content['x-likely-schemas'] ?? {}) as { response?: string };
  if (!response || !status.startsWith('2')) return undefined;
  return resolve(document, { $ref: `#/components/schemas/${response}` });
}

/** `2XX` and an undocumented `default` are kept by any success. */
export function servedStatus(wanted: string, served: readonly string[]): string | undefined {
  if (wanted === '2XX') return served.find((status) => status.startsWith('2'));
  return served.find((status) => status === wanted);
}

/** Every field and enum value of the wanted schema is in ours, with a type that agrees. */
export function schemaFaults(wanted: Placed, ours: Placed, where: string, direction: Direction): string[] {
  const theirs = settled(wanted);
  const own = settled(ours);
  if (!agree(theirs.type, own.type, direction)) return [`${where} is ${own.type}, not ${theirs.type}`];
  return [
    ...enumFaults(theirs, own, where),
    ...(direction === 'in' ? requiredFaults(theirs, own, where) : []),
    ...fieldFaults({ ...wanted, schema: theirs }, { ...ours, schema: own }, where, direction),
    ...itemFaults({ ...wanted, schema: theirs }, { ...ours, schema: own }, where, direction),
  ];
}

function enumFaults(theirs: Json, own: Json, where: string): string[] {
  const wanted = (theirs.enum as unknown[]) ?? ('const' in theirs ? [theirs.const] : []);
  const known = own.enum as unknown[] | undefined;
  if (!known) return [];
  return wanted.filter((value) => !known.includes(value)).map((value) => `${where} does not know ${value}`);
}

/** We may not ask for more than the contract does. */
function requiredFaults(theirs: Json, own: Json, where: string): string[] {
  const known = theirs.properties ? ((theirs.required as string[]) ?? []) : undefined;
  if (!known) return [];
  const extra = ((own.required as string[]) ?? []).filter((name) => !known.includes(name));
  return extra.map((name) => `${where} requires ${name}`);
}

function fieldFaults(wanted: Placed, ours: Placed, where: string, direction: Direction): string[] {
  const fields = Object.entries((wanted.schema.properties as Record<string, Json>) ?? {});
  const own = ours.schema.properties as Record<string, Json> | undefined;
  return fields.flatMap(([name, schema]) => {
    const found = own?.[name];
    if (!found) return own || direction === 'out' ? [`${where} has no ${name}`] : [];
    return schemaFaults({ ...wanted, schema }, { ...ours, schema: found }, `${where}.${name}`, direction);
  });
}

function itemFaults(wanted: Placed, ours: Placed, where: string, direction: Direction): string[] {
  if (!wanted.schema.items || !ours.schema.items) return [];
  const theirs = { ...wanted, schema: wanted.schema.items as Json };
  return schemaFaults(theirs, { ...ours, schema: ours.schema.items as Json }, `${where}[]`, direction);
}

/** Without references, and of `X or null` the X. */
export function settled({ schema, document }: Placed): Json {
  const target = resolve(document, schema);
  const one = ['allOf', 'anyOf', 'oneOf']
    .map((word) => target[word] as Json[] | undefined)
    .find((parts) => parts && parts.length === 1)?.[0];
  if (one) return settled({ schema: one, document });
  const merged = target.allOf ? mergedParts(target.allOf as Json[], document) : {};
  return { ...merged, ...target, ...(Array.isArray(target.type) ? { type: target.type.find(isReal) } : {}) };
}

function mergedParts(parts: readonly Json[], document: Json): Json {
  const settledParts = parts.map((schema) => settled({ schema, document }));
  return {
    type: 'object',
    properties: Object.assign({}, ...settledParts.map((part) => part.properties ?? {})),
    required: settledParts.flatMap((part) => (part.required as string[]) ?? []),
  };
}

function isReal(type: unknown): boolean {
  return type !== 'null';
}

/** Whoever reads may take more than was promised, whoever answers may give less. */
function agree(theirs: unknown, own: unknown, direction: Direction): boolean {
  if (theirs === undefined || own === undefined || theirs === own) return true;
  return direction === 'in'
    ? theirs === 'integer' && own === 'number'
    : theirs === 'number' && own === 'integer';
}
