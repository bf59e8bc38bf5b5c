import { createHash, randomUUID } from 'node:crypto';
import Router from '@koa/router';
import knexFactory, { type Knex } from 'knex';
import Koa from 'koa';
import { sqliteKnexConfig } from '../src/database/dialects/sqlite.js';
import { type ClientRow, clientView, rowOf } from './floor-view.js';
import { claimKey, consume, insertEverything, keepAnswer, outbox } from './floor-writes.js';

/**
 * The obvious server: Koa, its router, Knex, a key looked up by SHA-256 in each request, no validation, and the SQL
 * that first comes to mind. It shows what the site's comforts cost, and what its queries gain.
 */
const POOL = 12;
const { FLOOR_PORT, DATABASE_URL, SQLITE_FILE } = process.env;

const db = DATABASE_URL
  ? onMysql(DATABASE_URL)
  : knexFactory(sqliteKnexConfig(String(SQLITE_FILE), undefined));
const app = new Koa();
const router = new Router();

app.use(async (ctx, next) => {
  const hash = createHash('sha256')
    .update(ctx.get('authorization').replace(/^Bearer /, ''))
    .digest('hex');
  const key = await db('floor_keys').where({ hash }).first();
  if (!key) {
    ctx.status = 401;
    ctx.body = { success: false, message: 'Who are you?', code: 'unauthenticated' };
    return;
  }
  ctx.state.orgId = key.org_id;
  await next();
});

router.get('/clients/:id', async (ctx) => {
  const row = await db('floor_clients')
    .where({ org_id: ctx.state.orgId, id: Number(ctx.params.id) })
    .first();
  if (!row) {
    ctx.status = 404;
    ctx.body = { success: false, message: 'No such client', code: 'not_found' };
    return;
  }
  ctx.body = { success: true, data: clientView(row) };
});

router.get('/clients', async (ctx) => {
  const page = Number(ctx.query.page ?? 1);
  const perPage = Number(ctx.query.per_page ?? 10);
  const filter = { org_id: ctx.state.orgId, status: String(ctx.query.status) };
  const rows: Promise<ClientRow[]> = Promise.resolve(
    db('floor_clients')
      .where(filter)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(perPage)
      .offset((page - 1) * perPage),
  );
  if (ctx.query.total !== 'false') {
    const [counted] = await db('floor_clients').where(filter).count({ total: '*' });
    ctx.set('X-WP-Total', String(counted?.total));
    ctx.set('X-WP-TotalPages', String(Math.ceil(Number(counted?.total) / perPage)));
  }
  ctx.body = { success: true, data: (await rows).map(clientView) };
});

router.post('/clients', async (ctx) => {
  const row = rowOf(await jsonBody(ctx.req), ctx.state.orgId, randomUUID());
  const [id] = await db('floor_clients').insert(row);
  ctx.status = 201;
  ctx.body = { success: true, data: clientView({ ...row, id: Number(id) }) };
});

router.post('/clients/same-writes', async (ctx) => {
  const row = rowOf(await jsonBody(ctx.req), ctx.state.orgId, randomUUID());
  const id = await db.transaction((trx) => insertEverything(trx, row));
  ctx.status = 201;
  ctx.body = { success: true, data: clientView({ ...row, id }) };
});

router.post(['/clients/once', '/clients/once-and-told'], async (ctx) => {
  const body = await jsonBody(ctx.req);
  const row = rowOf(body, ctx.state.orgId, randomUUID());
  const claim = await claimKey(db, ctx.get('idempotency-key'), body);
  const data = await db.transaction(async (trx) => {
    const made = clientView({ ...row, id: await insertEverything(trx, row) });
    if (ctx.path.endsWith('told')) await outbox(trx, row.org_id, made);
    await keepAnswer(trx, claim, made);
    return made;
  });
  ctx.status = 201;
  ctx.body = { success: true, data };
});

router.post('/consume', async (ctx) => {
  const spending = await jsonBody(ctx.req);
  const balance = await db.transaction((trx) => consume(trx, spending));
  if (balance === undefined) {
    ctx.status = 402;
    ctx.body = { error: { code: 'payment_required', message: 'Too few tokens' } };
    return;
  }
  ctx.body = { data: { consumed: spending.amount, balance } };
});

app.use(router.routes());
const server = app.listen(Number(FLOOR_PORT), '127.0.0.1');

process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void db.destroy().then(() => process.exit(0));
});

function onMysql(url: string): Knex {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const socketPath = searchParams.get('socketPath');
  return knexFactory({
    client: 'mysql2',
    connection: {
      host: hostname,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: pathname.slice(1),
      timezone: 'Z',
      ...(socketPath ? { socketPath } : {}),
    },
    pool: { min: 0, max: POOL },
  });
}

async function jsonBody(request: NodeJS.ReadableStream): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
