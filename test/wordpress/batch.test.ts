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

const ask = 'POST /batch/v1';
const add = (title?: string) => ({ path: '/notes/v1/notes', body: title === undefined ? {} : { title } });
const titles = async () =>
  ((await site.request('/wp-json/notes/v1/notes')).body as { title: string }[]).map((note) => note.title);

interface Responses {
  readonly body: {
    readonly failed?: string;
    readonly responses: readonly { status: number; body: { code?: string }; headers: object }[];
  };
}

const statuses = ({ body }: Responses) => body.responses.map((each) => each?.status);

test.serial('runs each request through the pipeline and answers each by itself', async (t) => {
  await checkAll(t, site, [
    {
      ask,
      auth: site.admin,
      body: {
        requests: [
          add('one'),
          add(),
          { ...add('two'), method: 'POST', path: '/notes/v1/notes?_fields=title' },
        ],
      },
      status: 207,
      check: (answer) => {
        t.deepEqual(statuses(answer), [201, 400, 201]);
        const [one, missing, two] = answer.body.responses;
        t.deepEqual(one.body, { id: 1, title: 'one' });
        t.deepEqual(one.headers, { Allow: 'GET, POST' });
        t.is(missing.body.code, 'rest_missing_callback_param');
        t.deepEqual(two.body, { title: 'two' });
      },
    },
    {
      ask,
      auth: site.admin,
      body: {
        requests: [
          { method: 'DELETE', path: '/notes/v1/notes/1' },
          { method: 'DELETE', path: '/Notes/V1/notes/1/' },
        ],
      },
      status: 207,
      check: (answer) => t.deepEqual(statuses(answer), [200, 404]),
    },
  ]);
  t.deepEqual(await titles(), ['two']);
});

test.serial('require-all-validate runs nothing when one is invalid', async (t) => {
  const before = await titles();
  const validation = 'require-all-validate';
  await checkAll(t, site, [
    {
      ask,
      auth: site.admin,
      body: { validation, requests: [add('three'), add('x')] },
      status: 207,
      check: (answer) => {
        t.is(answer.body.failed, 'validation');
        t.is(answer.body.responses[0], null);
        t.like(answer.body.responses[1], { status: 400, headers: [], body: { code: 'rest_invalid_param' } });
      },
    },
  ]);
  t.deepEqual(await titles(), before);
  await checkAll(t, site, [
    {
      ask,
      auth: site.admin,
      body: { validation, requests: [add('three'), add('four')] },
      status: 207,
      check: (a) => t.deepEqual(statuses(a), [201, 201]),
    },
  ]);
  t.deepEqual(await titles(), [...before, 'three', 'four']);
});

test.serial('refuses what cannot be in a batch, and callers who may not', async (t) => {
  const codes = ({ body }: Responses) => body.responses.map((each) => each.body.code);
  const requests = [
    { path: '/wp/v2/users' },
    { path: '/nothing' },
    { path: 'http://' },
    { path: '/notes/v1/boom' },
  ];
  await checkAll(t, site, [
    {
      ask,
      auth: site.admin,
      body: { requests },
      status: 207,
      check: (answer) => {
        t.deepEqual(statuses(answer), [400, 404, 400, 404]);
        t.deepEqual(codes(answer), [
          'rest_batch_not_allowed',
          'rest_no_route',
          'parse_path_failed',
          'rest_no_route',
        ]);
      },
    },
    {
      ask,
      body: { requests: [add('five'), add()] },
      status: 207,
      check: (a) => t.deepEqual(statuses(a), [401, 401]),
    },
    {
      ask,
      body: { requests: [add()], validation: 'require-all-validate' },
      status: 207,
      check: (answer) => t.deepEqual(statuses(answer), [401]),
    },
    {
      ask,
      body: { requests: [{ ...add('six'), headers: { Authorization: site.admin } }] },
      status: 207,
      check: (answer) => t.deepEqual(statuses(answer), [401], 'credentials belong to the outer request'),
    },
  ]);
});

test.serial('checks the batch itself', async (t) => {
  const invalid = { ask, status: 400, code: 'rest_invalid_param' };
  await checkAll(t, site, [
    { ask, body: {}, status: 400, code: 'rest_missing_callback_param' },
    { ask, body: { requests: [] }, status: 207, check: ({ body }) => t.deepEqual(body, { responses: [] }) },
    { ...invalid, body: { requests: Array(26).fill(add('x')) }, detail: 'rest_too_many_items' },
    { ...invalid, body: { requests: [{ ...add(), method: 'GET' }] }, detail: 'rest_not_in_enum' },
    { ...invalid, body: { requests: [{}] }, detail: 'rest_invalid_type' },
    { ...invalid, body: { requests: 'none' }, detail: 'rest_invalid_type' },
    { ...invalid, body: { requests: [], validation: 'some' }, detail: 'rest_not_in_enum' },
    { ask: 'GET /batch/v1', status: 404, code: 'rest_no_route' },
    {
      ask: 'OPTIONS /batch/v1',
      status: 200,
      allow: 'POST',
      check: ({ body }) => t.is(body.endpoints[0].args.requests.maxItems, 25),
    },
  ]);
});
