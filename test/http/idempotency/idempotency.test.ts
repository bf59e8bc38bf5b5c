import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { ProblemError } from '../../../src/http/problem.js';
import { databases } from '../../support/databases.js';
import { type Answer, type Site, startSite } from '../../support/site.js';

const CLIENTS = '/api/v1/clients';
const SCOPES = ['clients:read', 'clients:write'];
const DAY_MS = 86_400_000;

for (const database of databases) {
  const { engine } = database;
  let site: Site;
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  let key: string;

  test.before(async () => {
    site = await startSite(database, { clock });
    key = await site.key('org', SCOPES);
  });
  test.after.always(() => site?.stop());

  const send = (method: string, path: string, idempotencyKey: string, body?: unknown, auth = key) =>
    site.request(path, { method, auth, body, headers: { 'idempotency-key': idempotencyKey } });
  const create = (idempotencyKey: string, body: unknown, auth = key) =>
    send('POST', CLIENTS, idempotencyKey, body, auth);
  const named = async (name: string): Promise<unknown[]> => {
    const { body } = await site.request(`${CLIENTS}?search=${name}&limit=100`, { auth: key });
    return body.data;
  };
  const isReplay = ({ headers }: Answer) => headers.get('idempotent-replayed') === 'true';
  const word = () => `n${randomUUID().replaceAll('-', '')}`;

  test.serial(`${engine}: the same key and body is done once and answered twice alike`, async (t) => {
    const name = word();
    const first = await create(name, { name, notes: 'a' });
    // Another order, and more room between the fields.
    const again = await create(name, `{ "notes": "a",\n "name": "${name}" }`);
    t.is(first.status, 201);
    t.false(isReplay(first));
    t.deepEqual([again.status, again.body], [first.status, first.body]);
    t.true(isReplay(again));
    t.is((await named(name)).length, 1);
  });

  test.serial(
    `${engine}: another body, or another query, under the same key is a conflict of its own`,
    async (t) => {
      const name = word();
      const { body } = await create(name, { name });
      const path = `${CLIENTS}/${body.data.publicId}`;
      for (const answer of [
        await create(name, { name: `${name}b` }),
        await send('POST', `${CLIENTS}?a=1`, name, { name }),
      ]) {
        t.is(answer.status, 409);
        t.is(answer.body.error.code, 'idempotency_key_reused');
        t.is(answer.body.error.field, 'Idempotency-Key');
        t.false(isReplay(answer));
      }
      const other = await send('PUT', path, name, { company: 'Other' });
      t.is(other.status, 200, 'another route has its own keys');
      const slash = await send('PUT', `${path}/`, name, { company: 'Other' });
      t.true(isReplay(slash), 'a slash at the end is the same route');
      t.is((await named(name)).length, 1);
    },
  );

  test.serial(`${engine}: keys of another principal, and keys that differ in case, are others`, async (t) => {
    const name = word();
    const stranger = await site.key('org', SCOPES);
    const answers = [
      await create(name, { name }),
      await create(name, { name }, stranger),
      await create(name.toUpperCase(), { name }),
    ];
    t.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    t.deepEqual(answers.map(isReplay), [false, false, false]);
    t.is((await named(name)).length, 3);
  });

  test.serial(`${engine}: a key that is no key is refused by name, and nothing is done`, async (t) => {
    const name = word();
    for (const bad of ['', 'a'.repeat(129)]) {
      const { status, body } = await create(bad, { name });
      t.is(status, 400);
      t.is(body.error.field, 'Idempotency-Key');
    }
    t.is((await named(name)).length, 0);
    t.is((await create('ü'.repeat(64), { name })).status, 201);
    t.is((await create('!'.repeat(128), { name })).status, 201);
  });

  test.serial(
    `${engine}: reading, public operations and the surfaces of WordPress pass the header over`,
    async (t) => {
      const name = word();
      await create(name, { name });
      t.false(isReplay(await send('GET', CLIENTS, 'a'.repeat(200))));
      const login = { email: 'admin@example.test', password: 'correct horse 1' };
      const path = '/api/auth/login';
      const tokens = [1, 2].map(() =>
        site.request(path, { method: 'POST', body: login, headers: { 'idempotency-key': name } }),
      );
      const [one, two] = await Promise.all(tokens);
      t.not(one?.body.token, two?.body.token);
      const agency = '/wp-json/agency-os-ai/v1/clients';
      await send('POST', agency, name, { name }, site.admin);
      await send('POST', agency, name, { name }, site.admin);
      t.is((await named(name)).length, 3);
    },
  );

  test.serial(`${engine}: refusals of the service are kept, those of the validation are not`, async (t) => {
    const name = word();
    t.is((await create(name, { nam: name })).status, 400);
    const made = await create(name, { name });
    t.is(made.status, 201);
    const path = `${CLIENTS}/${made.body.data.publicId}`;
    const gone = word();
    t.is((await send('DELETE', path, word())).status, 204);
    const missing = await send('DELETE', path, gone);
    t.is(missing.status, 404);
    const again = await send('DELETE', path, gone);
    t.true(isReplay(again));
    const { request_id: _, ...error } = again.body.error;
    t.like(missing.body.error, error);
    t.is(again.status, 404);
  });

  test.serial(`${engine}: who may, how often, and failures of ours are asked anew`, async (t) => {
    let fault: Error | undefined;
    const stop = site.host.db.onEvent('billing.customer.changed', () => {
      if (fault) throw fault;
    });
    t.teardown(stop);
    const { body } = await create(word(), { name: word() });
    const path = `${CLIENTS}/${body.data.publicId}`;
    const faults = [
      new ProblemError('unauthenticated', 'no'),
      new ProblemError('forbidden', 'no'),
      new ProblemError('rate_limited', 'no'),
      new ProblemError('unavailable', 'no'),
      new Error('no'),
    ];
    for (const each of faults) {
      const idempotencyKey = word();
      fault = each;
      t.true(
        [401, 403, 429, 503, 500].includes((await send('PUT', path, idempotencyKey, { name: 'New' })).status),
      );
      fault = undefined;
      const answer = await send('PUT', path, idempotencyKey, { name: 'New' });
      t.is(answer.status, 200, each.message);
      t.false(isReplay(answer));
    }
    fault = new ProblemError('conflict', 'Not now');
    const kept = word();
    t.is((await send('PUT', path, kept, { name: 'New' })).status, 409);
    fault = undefined;
    t.is((await send('PUT', path, kept, { name: 'New' })).status, 409, 'the service said so');
  });

  test.serial(`${engine}: what is kept can be read by nobody who has the database alone`, async (t) => {
    const name = word();
    await create(`key-${name}`, { name, notes: 'confidential' });
    const rows = await site.host.db.raw<Record<string, unknown>>('select * from kp_idempotency_keys');
    const text = JSON.stringify(rows);
    t.true(rows.length > 0);
    for (const secret of [name, 'confidential', Buffer.from(name).toString('base64').slice(0, 20)])
      t.false(text.includes(secret));
  });

  test.serial(`${engine}: a key is kept for 24 hours and then free, and its row is deleted`, async (t) => {
    const name = word();
    await create(name, { name });
    ahead += DAY_MS - 60_000;
    t.true(isReplay(await create(name, { name })));
    ahead += 120_000;
    t.false(isReplay(await create(name, { name: `${name}x` })), 'another body is another request by now');
    const old = word();
    await create(old, { name: old });
    ahead += DAY_MS + 1000;
    await site.host.idempotency.prune();
    const [left] = await site.host.db.raw<{ n: number }>('select count(*) as n from kp_idempotency_keys');
    t.is(Number(left?.n), 0);
  });

  test.serial(`${engine}: who died elsewhere is waited for until the lease ends, and replaced`, async (t) => {
    const name = word();
    await create(name, { name });
    await site.host.db
      .query('kp_idempotency_keys')
      .update({ owner: 'elsewhere.1.x.1', outcome: null, lease_until: clock.now().getTime() + 30_000 });
    const waiting = await create(name, { name });
    inProgress(t, waiting);
    ahead += 31_000;
    const replaced = await create(name, { name });
    t.is(replaced.status, 201);
    t.false(isReplay(replaced));
    t.true(isReplay(await create(name, { name })));
  });

  test.serial(`${engine}: whoever slept beyond the lease and was replaced leaves no effect`, async (t) => {
    const { body } = await create(word(), { name: word() });
    const path = `${CLIENTS}/${body.data.publicId}`;
    let stolen = false;
    const stop = site.host.db.onEvent('billing.customer.changed', async () => {
      // Another node takes the claim over while this one is at work.
      stolen = true;
      await site.host.db
        .query('kp_idempotency_keys')
        .whereNull('outcome')
        .update({ owner: 'elsewhere.1.x.1' });
    });
    t.teardown(stop);
    inProgress(t, await send('PUT', path, word(), { name: 'Stolen' }));
    t.true(stolen);
    stop();
    t.is((await site.request(path, { auth: key })).body.data.name, body.data.name);
  });

  test.serial(`${engine}: the document names the header, the replay and the conflicts`, async (t) => {
    const { body } = await site.request('/openapi/org.json');
    const { post, get } = body.paths['/v1/clients'] ?? body.paths['/v1/clients/'];
    const header = post.parameters.find(({ name }: { name: string }) => name === 'Idempotency-Key');
    t.like(header, { in: 'header', required: false, schema: { type: 'string', maxLength: 128 } });
    t.truthy(post.responses['201'].headers['Idempotent-Replayed']);
    t.regex(post.responses['409'].description, /Idempotency-Key/);
    t.false(JSON.stringify(get).includes('Idempot'));
  });

  test.serial(`${engine}: fifty at once with one key on two nodes make one client`, async (t) => {
    // SQLite serves one process.
    const second = engine === 'mysql' ? await startSite(database, { clock, place: site.database }) : site;
    if (second !== site) t.teardown(() => second.stop());
    for (const round of [1, 2, 3]) {
      const name = word();
      const sent = { method: 'POST', auth: key, body: { name }, headers: { 'idempotency-key': name } };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 ? second : site).request(CLIENTS, sent)),
      );
      const made = answers.filter((answer) => answer.status === 201);
      t.is(made.filter((answer) => !isReplay(answer)).length, 1, `round ${round}`);
      t.is(new Set(made.map((answer) => answer.body.data.publicId)).size, 1);
      for (const answer of answers.filter(({ status }) => status !== 201)) inProgress(t, answer);
      t.is((await named(name)).length, 1);
    }
  });

  test.serial(
    `${engine}: another process with a newer secret key replays what the first one did`,
    async (t) => {
      const name = word();
      const first = await create(name, { name });
      // From here on the database knows the newer one.
      const secretKeys = ['a newer secret of the tests, 32 letters', ...site.host.config.secretKeys];
      const second = await startSite(database, { clock, place: site.database, secretKeys });
      t.teardown(() => second.stop());
      const sent = { method: 'POST', auth: key, headers: { 'idempotency-key': name } };
      const again = await second.request(CLIENTS, { ...sent, body: { name } });
      t.true(isReplay(again), JSON.stringify(again.body));
      t.deepEqual(again.body, first.body);
      t.is((await second.request(CLIENTS, { ...sent, body: { name: 'Other' } })).status, 409);
    },
  );
}

function inProgress(t: ExecutionContext, { status, body, headers }: Answer): void {
  t.is(status, 409, JSON.stringify(body));
  t.is(body.error.code, 'idempotency_in_progress');
  t.true(Number(headers.get('retry-after')) >= 1);
}
