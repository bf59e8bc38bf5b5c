import test from 'ava';
import { surfaces } from '../../src/http/surfaces/index.js';
import type { Surface, SurfaceId } from '../../src/http/surfaces/surface.js';
import { thingsPath } from './conformance-unit.js';
import { startHttp } from './http-site.js';

interface Case {
  readonly name: string;
  readonly path?: string;
  readonly method?: string;
  readonly bearer?: string | null;
  readonly body?: string;
  /** Sent before with the same Idempotency-Key. */
  readonly before?: string;
  readonly type?: string;
  /** Status and body by surface; those left out answer as `all`. */
  readonly expected: Readonly<Partial<Record<SurfaceId | 'all', readonly [status: number, body: unknown]>>>;
}

const ITEMS = [{ name: 'one' }, { name: 'two' }];
const THING = { id: 7, name: 'thing', nothing: null };

/** Error bodies of each family, from its own codes. */
function errors(
  status: Partial<Record<SurfaceId | 'all', number>>,
  codes: Partial<Record<SurfaceId, string>>,
  message: string,
  more: Partial<Record<SurfaceId, object>> = {},
): Case['expected'] {
  const at = (id: SurfaceId) => status[id] ?? (status.all as number);
  const code = (id: SurfaceId) => codes[id] ?? (codes.ops as string);
  const bracketed = (id: SurfaceId) =>
    [at(id), { error: { code: code(id), message, ...more[id], request_id: '*' } }] as const;
  return {
    wordpress: [
      at('wordpress'),
      { code: code('wordpress'), message, data: { status: at('wordpress'), ...more.wordpress } },
    ],
    'agency-os': [at('agency-os'), { success: false, message, code: code('agency-os') }],
    hosting: [at('hosting'), { error: { code: code('hosting'), message, ...more.hosting } }],
    assistants: [
      at('assistants'),
      {
        error: {
          code: code('assistants'),
          message,
          details: {},
          ...more.assistants,
          request_id: '*',
          timestamp: '*',
        },
      },
    ],
    ops: bracketed('ops'),
    org: bracketed('org'),
  };
}

const REUSED = 'This Idempotency-Key came with another request before: take a new key for a new request';
const LONG = { field: 'name', message: 'name must be at most 5 characters long', rule: 'max_length' };

const CASES: readonly Case[] = [
  {
    name: 'a list',
    expected: {
      wordpress: [200, ITEMS],
      'agency-os': [200, { success: true, data: ITEMS }],
      hosting: [200, ITEMS],
      assistants: [200, { data: ITEMS, pagination: { page: 1, limit: 2, total: 5, total_pages: 3 } }],
      ops: [200, { data: ITEMS, meta: { limit: 2, offset: 0, total: 5 } }],
      org: [200, { data: ITEMS, meta: { page: 1, limit: 2, total: 5, totalPages: 3 } }],
    },
  },
  {
    name: 'the second page',
    path: '?page=2',
    expected: {
      wordpress: [200, ITEMS],
      'agency-os': [200, { success: true, data: ITEMS }],
      hosting: [200, ITEMS],
      assistants: [200, { data: ITEMS, pagination: { page: 2, limit: 2, total: 5, total_pages: 3 } }],
      ops: [200, { data: ITEMS, meta: { limit: 2, offset: 2, total: 5 } }],
      org: [200, { data: ITEMS, meta: { page: 2, limit: 2, total: 5, totalPages: 3 } }],
    },
  },
  {
    name: 'one thing with a null in it',
    path: '/7',
    expected: {
      wordpress: [200, THING],
      'agency-os': [200, { success: true, data: THING }],
      hosting: [200, THING],
      all: [200, { data: THING }],
    },
  },
  {
    name: 'a creation',
    method: 'POST',
    body: '{"name":"new"}',
    expected: {
      wordpress: [201, { name: 'new' }],
      'agency-os': [201, { success: true, data: { name: 'new' } }],
      hosting: [201, { name: 'new' }],
      all: [201, { data: { name: 'new' } }],
    },
  },
  {
    name: 'a replay',
    method: 'POST',
    before: '{ "name" : "new" }',
    body: '{"name":"new"}',
    expected: {
      wordpress: [201, { name: 'new' }],
      'agency-os': [201, { success: true, data: { name: 'new' } }],
      hosting: [201, { name: 'new' }],
      all: [201, { data: { name: 'new' } }],
    },
  },
  {
    name: 'a key of another request',
    method: 'POST',
    before: '{"name":"old"}',
    body: '{"name":"new"}',
    expected: {
      ...errors(
        { all: 409 },
        {
          hosting: 'idempotency_key_reused',
          assistants: 'IDEMPOTENCY_KEY_REUSED',
          ops: 'idempotency_key_reused',
        },
        REUSED,
        {
          hosting: { field: 'Idempotency-Key' },
          assistants: { details: { field: 'Idempotency-Key', reason: REUSED } },
          ops: { field: 'Idempotency-Key' },
          org: { field: 'Idempotency-Key' },
        },
      ),
      wordpress: [201, { name: 'new' }],
      'agency-os': [201, { success: true, data: { name: 'new' } }],
    },
  },
  {
    name: 'a deletion that says nothing',
    path: '/7',
    method: 'DELETE',
    expected: {
      wordpress: [200, null],
      'agency-os': [200, { success: true, data: null }],
      hosting: [204, undefined],
      org: [204, undefined],
      all: [200, { data: null }],
    },
  },
  {
    name: 'nothing found',
    path: '/404',
    expected: errors(
      { all: 404 },
      {
        wordpress: 'rest_not_found',
        'agency-os': 'not_found',
        assistants: 'RESOURCE_NOT_FOUND',
        hosting: 'not_found',
        ops: 'not_found',
      },
      'No such thing',
      {
        wordpress: { id: '404', resource: 'thing' },
        hosting: { id: '404', resource: 'thing' },
        assistants: { details: { id: '404', resource: 'thing' } },
        ops: { details: { id: '404', resource: 'thing' } },
        org: { details: { id: '404', resource: 'thing' } },
      },
    ),
  },
  {
    name: 'a conflict',
    path: '/409',
    expected: errors(
      { all: 409 },
      {
        wordpress: 'rest_conflict',
        'agency-os': 'conflict',
        hosting: 'conflict',
        assistants: 'CONFLICT',
        ops: 'conflict',
      },
      'The thing is busy',
      {
        wordpress: { allowed: ['wait'] },
        assistants: { details: { allowed: ['wait'] } },
        ops: { details: { allowed: ['wait'] } },
        org: { details: { allowed: ['wait'] } },
      },
    ),
  },
  {
    name: 'an invalid field',
    method: 'POST',
    body: '{"name":"too long"}',
    expected: {
      'agency-os': [400, { success: false, message: 'Invalid or missing: name', code: 'invalid' }],
      hosting: [
        400,
        { error: { code: 'invalid_argument', message: 'Invalid or missing: name', field: 'name' } },
      ],
      assistants: [
        400,
        {
          error: {
            code: 'INVALID_REQUEST',
            message: 'Invalid or missing: name',
            details: { field: 'name', reason: LONG.message },
            request_id: '*',
            timestamp: '*',
          },
        },
      ],
      ops: [
        400,
        {
          error: {
            code: 'invalid',
            message: 'Invalid or missing: name',
            field: 'name',
            details: [LONG],
            request_id: '*',
          },
        },
      ],
      org: [
        400,
        {
          error: {
            code: 'invalid',
            message: 'Invalid or missing: name',
            field: 'name',
            details: [LONG],
            request_id: '*',
          },
        },
      ],
    },
  },
  {
    name: 'nobody',
    bearer: null,
    expected: errors(
      { all: 401 },
      {
        wordpress: 'rest_forbidden',
        'agency-os': 'unauthenticated',
        hosting: 'unauthenticated',
        assistants: 'AUTHENTICATION_FAILED',
        ops: 'unauthenticated',
      },
      'This operation needs a credential',
    ),
  },
  {
    name: 'a wrong credential',
    bearer: 'wrong',
    expected: errors(
      { all: 401 },
      {
        wordpress: 'incorrect_password',
        'agency-os': 'bad_credentials',
        hosting: 'unauthenticated',
        assistants: 'AUTHENTICATION_FAILED',
        ops: 'bad_credentials',
      },
      'The credential is wrong',
    ),
  },
  {
    name: 'too narrow a scope',
    bearer: 'things:write',
    expected: errors(
      { all: 403 },
      {
        wordpress: 'rest_forbidden',
        'agency-os': 'forbidden',
        hosting: 'permission_denied',
        assistants: 'PERMISSION_DENIED',
        ops: 'forbidden',
      },
      'The credential lacks the scope things:read',
      {
        wordpress: { scope: 'things:read' },
        assistants: { details: { scope: 'things:read' } },
        ops: { details: { scope: 'things:read' } },
        org: { details: { scope: 'things:read' } },
      },
    ),
  },
  {
    name: 'a failure of our own, without its inside',
    path: '/500',
    expected: errors(
      { all: 500 },
      {
        wordpress: 'internal_server_error',
        'agency-os': 'internal',
        hosting: 'internal',
        assistants: 'INTERNAL_ERROR',
        ops: 'internal',
      },
      'The site failed to answer this request; it has been logged',
    ),
  },
  {
    name: 'a lost database',
    path: '/503',
    expected: errors(
      { all: 503 },
      {
        wordpress: 'rest_unavailable',
        'agency-os': 'unavailable',
        hosting: 'unavailable',
        assistants: 'SERVICE_UNAVAILABLE',
        ops: 'unavailable',
      },
      'The database is away',
    ),
  },
  {
    name: 'an unknown path',
    path: '/1/elsewhere',
    expected: errors(
      { all: 404 },
      {
        wordpress: 'rest_no_route',
        'agency-os': 'rest_no_route',
        hosting: 'not_found',
        assistants: 'RESOURCE_NOT_FOUND',
        ops: 'no_route',
      },
      'There is no such address',
    ),
  },
  {
    name: 'malformed JSON',
    method: 'POST',
    body: '{"name":',
    expected: errors(
      { all: 400 },
      {
        wordpress: 'rest_invalid_json',
        'agency-os': 'invalid_json',
        hosting: 'invalid_json',
        assistants: 'invalid_json',
        ops: 'invalid_json',
      },
      'The body is not valid JSON',
      { wordpress: { json_error_code: 4, json_error_message: 'Syntax error' } },
    ),
  },
];

test('every surface answers every case in its own shape', async (t) => {
  const site = await startHttp();
  for (const surface of surfaces) {
    for (const each of CASES) {
      const expected = each.expected[surface.id] ?? each.expected.all;
      if (!expected) continue;
      const answer = await send(site.url, surface, each);
      const replays = each.name === 'a replay' && surface.idempotency;
      t.is(answer.headers.get('idempotent-replayed'), replays ? 'true' : null, surface.id);
      t.deepEqual([answer.status, mask(answer.body)], expected as never, `${surface.id}: ${each.name}`);
    }
  }
  await site.stop();
});

async function send(
  url: string,
  surface: Surface,
  each: Case,
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const bearer = each.bearer === undefined ? 'things:read,things:write' : each.bearer;
  const headers: Record<string, string> = {};
  if (bearer !== null) headers.authorization = `Bearer ${bearer}`;
  if (each.body !== undefined) headers['content-type'] = each.type ?? 'application/json';
  if (each.before !== undefined) {
    headers['idempotency-key'] = each.name;
    const before = { method: each.method ?? 'GET', headers, body: each.before };
    await fetch(url + thingsPath(surface), before).then((response) => response.arrayBuffer());
  }
  const response = await fetch(url + thingsPath(surface) + (each.path ?? ''), {
    method: each.method ?? 'GET',
    headers,
    body: each.body,
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

/** What differs from request to request. */
function mask(body: unknown): unknown {
  const error = (body as { error?: Record<string, unknown> } | undefined | null)?.error;
  if (!error) return body;
  for (const name of ['request_id', 'timestamp']) if (name in error) error[name] = '*';
  return body;
}
