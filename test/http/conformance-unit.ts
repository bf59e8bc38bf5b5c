import { Controller } from '@tsoa/runtime';
import type { Database } from '../../src/database/database.js';
import { Page } from '../../src/database/page.js';
import { type FileAnswer, file } from '../../src/http/file-answer.js';
import { OWN_TRANSACTIONS } from '../../src/http/idempotency/idempotency.js';
import { ProblemError } from '../../src/http/problem.js';
import { bind, type GeneratedOperation, type OwnedRoutes } from '../../src/http/routes.js';
import type { Surface } from '../../src/http/surfaces/surface.js';

/** No text in any encoding. */
export const PAPER = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0xfe, 0x0a]);

let charges = 0;

/** Does what each case of the table asks for. */
export class ThingsController extends Controller {
  constructor(private readonly db: Database) {
    super();
  }

  async list(page: number): Promise<Page<unknown>> {
    return new Page(
      [{ name: 'one' }, { name: 'two' }],
      { kind: 'page', page, perPage: 2 },
      5,
      page < 3 ? `c${page}` : null,
    );
  }

  async one(id: number): Promise<unknown> {
    if (id === 404)
      throw new ProblemError('not_found', 'No such thing', { data: { id: '404', resource: 'thing' } });
    if (id === 409) throw new ProblemError('conflict', 'The thing is busy', { data: { allowed: ['wait'] } });
    if (id === 500) throw new Error('secret inside');
    if (id === 503) throw new ProblemError('unavailable', 'The database is away');
    return { id, name: 'thing', nothing: null };
  }

  async create(body: { name: string }): Promise<unknown> {
    this.setStatus(201);
    return { name: body.name };
  }

  /** With an effect beyond the database. */
  async charge(): Promise<unknown> {
    charges += 1;
    return { charges, inTransaction: this.db.inTransaction };
  }

  async remove(): Promise<void> {}

  async paper(): Promise<FileAnswer> {
    return file(PAPER, { type: 'application/pdf', name: 'Rechnung Müller.pdf' });
  }

  async open(): Promise<unknown> {
    return { open: true };
  }
}

/** First segments of the unit's paths, where the surface's prefixes leave no choice. */
const AT: Readonly<Record<Surface['id'], string>> = {
  wordpress: '/test/v1',
  'agency-os': '',
  hosting: '',
  assistants: '/agents',
  ops: '',
  org: '/v1',
};

/** Where the unit lies on a surface, from the origin. */
export function thingsPath(surface: Surface): string {
  return `${surface.base}${AT[surface.id]}/things`;
}

export function thingsUnit(surface: Surface, db: Database): OwnedRoutes {
  const path = `${AT[surface.id]}/things`;
  const id = {
    in: 'path',
    name: 'id',
    required: true,
    dataType: 'integer',
    validators: { minimum: { value: 1 } },
  };
  const page = {
    in: 'query',
    name: 'page',
    default: 1,
    dataType: 'integer',
    validators: { minimum: { value: 1 } },
  };
  const body = { in: 'body', name: 'body', required: true, ref: 'ThingInput' };
  const secured = [{ principal: ['things:read'] }];
  const operations = [
    { action: 'list', method: 'get', path, security: secured, args: { page } },
    { action: 'one', method: 'get', path: `${path}/:id`, security: secured, args: { id } },
    {
      action: 'create',
      method: 'post',
      path,
      security: [{ principal: ['things:write'] }],
      success: 201,
      args: { body },
    },
    {
      action: 'charge',
      method: 'post',
      path: `${path}/charge`,
      security: [{ principal: ['things:write'] }],
      args: { body },
      extensions: { [OWN_TRANSACTIONS]: true },
    },
    { action: 'remove', method: 'delete', path: `${path}/:id`, security: secured, args: {} },
    { action: 'paper', method: 'get', path: `${path}/paper`, security: secured, args: {} },
    { action: 'paper', method: 'post', path: `${path}/paper`, security: secured, args: {} },
    { action: 'open', method: 'get', path: `${path}/open`, security: [], args: {} },
  ].map((operation) => ({
    extensions: {},
    ...operation,
    id: `ThingsController.${operation.action}`,
    controller: ThingsController,
  }));
  return {
    owner: 'test',
    surface: surface.id,
    routes: {
      generated: {
        models: {
          ThingInput: {
            dataType: 'refObject',
            properties: {
              name: { dataType: 'string', required: true, validators: { maxLength: { value: 5 } } },
            },
            additionalProperties: false,
          },
        },
        config: surface.lenient
          ? { noImplicitAdditionalProperties: 'silently-remove-extras', bodyCoercion: true }
          : { noImplicitAdditionalProperties: 'throw-on-extras', bodyCoercion: false },
        operations: operations as unknown as GeneratedOperation[],
        document: { paths: {} },
      },
      controllers: [bind(ThingsController, () => new ThingsController(db))],
    },
  };
}
