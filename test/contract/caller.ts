import type { Surface } from '../../src/http/surfaces/surface.js';
import { type Answer, filled, type Headers } from '../matrix/exchange.js';
import { type Party, templateOf, type World } from '../matrix/world.js';
import { likelySchema } from './agreement.js';
import { Coverage } from './coverage.js';
import {
  contracts,
  type Json,
  jsonSchema,
  type Operation,
  operationsOf,
  responsesOf,
  slot,
} from './documents.js';
import type { Filling } from './samples/sample.js';
import { SchemaChecks } from './schema-check.js';

/** What the site serves, and what its contract says of it. */
export interface Served {
  /** `PUT /v1/things/{id}` */
  readonly template: string;
  readonly surface: Surface;
  readonly operation: Operation;
  readonly scopes: readonly string[] | null;
  readonly contract: Operation | undefined;
}

/** Calls operations as a program would, and holds every answer against both documents. */
export class Caller {
  readonly coverage = new Coverage();
  private readonly headers = new Map<string, Headers>();

  private constructor(
    private readonly world: World,
    readonly operations: readonly Served[],
    private readonly checks: ReadonlyMap<Json, SchemaChecks>,
  ) {}

  static async create(world: World): Promise<Caller> {
    const operations = await servedOperations(world);
    const ours = new Set(operations.map(({ operation }) => operation.document));
    const checks = new Map([...ours].map((document) => [document, new SchemaChecks(document, true)]));
    for (const { document } of contracts) checks.set(document, new SchemaChecks(document, false));
    return new Caller(world, operations, checks);
  }

  find(template: string): Served | undefined {
    return this.operations.find((served) => served.template === template);
  }

  /** The answer, and what is wrong with it. */
  async call(served: Served, filling: Filling): Promise<{ answer: Answer; faults: string[] }> {
    const [method, path] = served.template.split(' ') as [string, string];
    const headers = filling.headers ?? (await this.owner(served));
    const { query, body } = filling;
    const answer = await this.world.send({
      method,
      path: filled(path, filling.params),
      query,
      body,
      headers,
    });
    return { answer, faults: this.faultsOf(served, answer) };
  }

  /** Whoever may do everything in the first organisation, by a credential that the surface takes. */
  async owner({ surface }: Served, party: Party = this.world.aurora): Promise<Headers> {
    const key = `${surface.id} ${party.orgId}`;
    const known = this.headers.get(key);
    if (known) return known;
    const made = await this.world.program(surface.id, party);
    this.headers.set(key, made);
    return made;
  }

  private faultsOf(served: Served, answer: Answer): string[] {
    const { operation, contract } = served;
    const where = `${served.template} ${answer.status}`;
    const ours = responsesOf(operation);
    const written = ours[answer.status] ?? (answer.status >= 400 ? ours.default : undefined);
    if (!written) return [`${where}: the status is not documented`];
    const file = fileType(written);
    if (file !== undefined)
      return answer.headers.get('content-type') === file ? [] : [`${where}: is no ${file}`];
    const schema = jsonSchema(operation.document, written);
    const theirs = contract && contractSchema(contract, answer.status);
    if (answer.status < 300) this.coverage.see(operation.document, written, answer.body);
    return [
      ...this.fault(where, operation.document, schema, answer),
      ...(theirs && contract
        ? this.fault(`${where} (contract)`, contract.document, theirs.schema, theirs.of(answer))
        : []),
    ];
  }

  private fault(where: string, document: Json, schema: Json | undefined, { text, body }: Answer): string[] {
    if (!schema) return text === '' ? [] : [`${where}: has a body that is not documented`];
    if (body === undefined) return [`${where}: has no JSON: ${text.slice(0, 100)}`];
    const fault = this.checks.get(document)?.of(schema)(body);
    return fault ? [`${where}: ${fault}`] : [];
  }
}

/** Of an answer that is a file. */
function fileType({ content = {} }: Json): string | undefined {
  const [type] = Object.keys(content as Json);
  return type === 'application/json' ? undefined : type;
}

/** By exact status, then by class, then the rest. What a likely schema describes may lie in the envelope. */
function contractSchema(
  contract: Operation,
  status: number,
): { schema: Json; of(answer: Answer): Answer } | undefined {
  const responses = responsesOf(contract);
  const [found] = [String(status), `${Math.floor(status / 100)}XX`, 'default'].filter(
    (key) => responses[key],
  );
  if (found === undefined) return undefined;
  const exact = jsonSchema(contract.document, responses[found] as Json);
  if (exact) return { schema: exact, of: (answer) => answer };
  const likely = likelySchema(contract, found);
  const inner = ({ body }: Answer) => ((body ?? {}) as Json).data ?? body;
  return likely && { schema: likely, of: (answer) => ({ ...answer, body: inner(answer) }) };
}

async function servedOperations(world: World): Promise<Served[]> {
  const contractual = new Map(
    contracts.flatMap(({ document, base }) => operationsOf(document, base)).map((each) => [slot(each), each]),
  );
  const documents = new Map<string, Map<string, Operation>>();
  for (const { id, base } of new Set(world.operations.map(({ surface }) => surface))) {
    const { body } = await world.send({ method: 'get', path: `/openapi/${id}.json` });
    documents.set(id, new Map(operationsOf(body as Json, base).map((each) => [slot(each), each])));
  }
  return world.operations.map((published) => {
    const template = templateOf(published);
    const [method, path] = template.split(' ') as [string, string];
    const at = slot({ method, path: path.replace(/\/$/, '') });
    const operation = documents.get(published.surface.id)?.get(at);
    if (!operation) throw new Error(`${template} is not in /openapi/${published.surface.id}.json`);
    const { surface, scopes } = published;
    return { template, surface, scopes, operation, contract: contractual.get(at) };
  });
}
