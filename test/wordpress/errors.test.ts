import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Site, startSite } from '../support/site.js';
import { checkAll } from './cases.js';
import { FIXTURE_PLUGINS } from './fixture-plugins.js';

let site: Site;

test.before(async () => {
  site = await startSite(databases[0] as TestDatabase, { pluginsDir: FIXTURE_PLUGINS });
  await site.host.plugins.activate('notes', site.actor);
});
test.after.always(() => site.stop());

const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('parameters come from the JSON body, the form or the query, and are converted; the path is never overridden', async (t) => {
  const reaches =
    (sent: object) =>
    ({ body }: { body: unknown }) => {
      t.deepEqual(body, { id: 7, title: 'note', stars: null, pinned: null, tags: [], ...sent });
    };
  const ask = 'POST /notes/v1/echo/7';
  await checkAll(t, site, [
    { ask, body: { title: 'note' }, status: 200, check: reaches({}) },
    { ask: `${ask}?title=query&id=8`, body: { title: 'note', id: 9 }, status: 200, check: reaches({}) },
    {
      ask: `${ask}?title=note&stars=3&pinned=1&tags=a,b`,
      status: 200,
      check: reaches({ stars: 3, pinned: true, tags: ['a', 'b'] }),
    },
    { ask: `${ask}?title=note&tags[]=a&tags[]=b`, status: 200, check: reaches({ tags: ['a', 'b'] }) },
    {
      ask,
      headers: form,
      body: 'title=note&stars=3&pinned=false&tags[]=a',
      status: 200,
      check: reaches({ stars: 3, pinned: false, tags: ['a'] }),
    },
    {
      ask,
      body: { title: 'note', stars: '3', pinned: 'true', tags: 'a b' },
      status: 200,
      check: reaches({ stars: 3, pinned: true, tags: ['a', 'b'] }),
    },
    { ask, headers: form, body: 'title=%ff', status: 400, code: 'rest_malformed_request' },
    {
      ask,
      headers: { 'content-type': 'multipart/form-data; boundary=part' },
      body: '--part\r\nContent-Disposition: form-data; name="title"\r\n\r\nnote\r\n--part--\r\n',
      status: 200,
      check: reaches({}),
    },
    {
      ask,
      headers: { 'content-type': 'multipart/form-data; boundary=part' },
      body: 'nothing of the kind',
      status: 400,
      code: 'rest_malformed_request',
    },
    {
      ask,
      headers: { 'content-type': 'application/vnd.api+json' },
      body: '{"title":"note"}',
      status: 200,
      check: reaches({}),
    },
    { ask, body: { title: 'note', unknown: true }, status: 200, check: reaches({}) },
    {
      ask,
      headers: { 'content-type': 'text/plain' },
      body: '{"title":"note"}',
      status: 400,
      code: 'rest_missing_callback_param',
    },
    { ask, body: ['title'], status: 400, code: 'rest_missing_callback_param' },
  ]);
});

test('bad parameters are named with their rules', async (t) => {
  const ask = 'POST /notes/v1/echo/7';
  const bad = (body: object, detail: string, params: object) => ({
    ask,
    body,
    status: 400,
    code: 'rest_invalid_param',
    detail,
    check: ({ body: answer }: { body: { data: { params: object } } }) =>
      t.deepEqual(answer.data.params, params),
  });
  await checkAll(t, site, [
    {
      ask,
      body: {},
      status: 400,
      code: 'rest_missing_callback_param',
      check: ({ body }) => {
        t.is(body.message, 'Missing parameter(s): title');
        t.deepEqual(body.data, { status: 400, params: ['title'] });
      },
    },
    bad({ title: 'x' }, 'rest_too_short', { title: 'title must be at least 2 characters long' }),
    bad({ title: 'x'.repeat(21) }, 'rest_too_long', { title: 'title must be at most 20 characters long' }),
    bad({ title: 5 }, 'rest_invalid_type', { title: 'title must be of type string' }),
    bad({ title: 'note', stars: 'many' }, 'rest_invalid_type', { stars: 'stars must be of type integer' }),
    bad({ title: 'note', stars: 6 }, 'rest_out_of_bounds', { stars: 'stars must be 5 or less' }),
    bad({ title: 'note', tags: [1] }, 'rest_invalid_type', { tags: 'tags[0] must be of type string' }),
    {
      ask,
      body: { title: 'x', stars: 9 },
      status: 400,
      check: ({ body }) => t.is(body.message, 'Invalid parameter(s): title, stars'),
    },
  ]);
});

test('what cannot be read or is not there answers in WordPress’ words', async (t) => {
  await checkAll(t, site, [
    { ask: 'GET /nothing/v1', status: 404, code: 'rest_no_route', allow: null },
    { ask: 'POST /', status: 404, code: 'rest_no_route', allow: null },
    { ask: 'PUT /notes/v1/notes', body: {}, status: 404, code: 'rest_no_route', allow: null },
    { ask: 'GET /notes/v1/boom/more', status: 404, code: 'rest_no_route' },
    { ask: 'GET //wp-json//notes/v1/notes', status: 404, code: 'rest_no_route' },
    { ask: 'POST /notes/v1/echo/seven', body: { title: 'note' }, status: 404, code: 'rest_no_route' },
    {
      ask: 'POST /notes/v1/echo/7',
      body: '{',
      status: 400,
      code: 'rest_invalid_json',
      check: ({ body }) => t.like(body.data, { json_error_code: 4, json_error_message: 'Syntax error' }),
    },
    { ask: 'POST /nothing', body: '{', status: 400, code: 'rest_invalid_json' },
    {
      ask: 'POST /notes/v1/echo/7',
      body: `{"title":"${'x'.repeat(1024 * 1024)}"}`,
      status: 413,
      code: 'rest_content_too_large',
    },
    { ask: 'GET /wp/v2/users?search=%ff', status: 400 },
    {
      ask: 'GET /notes/v1/boom',
      status: 500,
      code: 'internal_server_error',
      check: ({ body }) => t.false(JSON.stringify(body).includes('secret')),
    },
  ]);
});

test('authorisation comes before validation', async (t) => {
  const { auth } = await site.login({ login: 'viewer' });
  await checkAll(t, site, [
    { ask: 'POST /notes/v1/notes', body: {}, status: 401, code: 'rest_forbidden' },
    { ask: 'POST /notes/v1/notes', auth, body: {}, status: 403, code: 'rest_forbidden' },
    { ask: 'DELETE /notes/v1/notes/none', auth, status: 403, code: 'rest_forbidden' },
    {
      ask: 'POST /notes/v1/notes',
      auth: 'Basic d3Jvbmc6d3Jvbmc=',
      body: {},
      status: 401,
      code: 'incorrect_password',
    },
    { ask: 'GET /notes/v1/notes', auth: 'Basic d3Jvbmc6d3Jvbmc=', status: 401, code: 'incorrect_password' },
    { ask: 'GET /notes/v1/notes', auth: 'Bearer of-something-else', status: 200 },
  ]);
});
