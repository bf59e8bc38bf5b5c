import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'koa';
import type { Principal } from '../../src/auth/principal.js';
import { systemClock } from '../../src/clock.js';
import type { Config } from '../../src/config.js';
import { up as createIdempotencyKeys } from '../../src/database/migrations/20261122_77_create_kp_idempotency_keys.js';
import { openDatabase } from '../../src/database/open.js';
import type { Authenticators } from '../../src/http/authenticate.js';
import { Idempotency } from '../../src/http/idempotency/idempotency.js';
import { ProblemError } from '../../src/http/problem.js';
import { Http } from '../../src/http/server.js';
import { surfaces } from '../../src/http/surfaces/index.js';
import { createLogger } from '../../src/log.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { thingsUnit } from './conformance-unit.js';

const SITE = 'http://site.test';

/** The HTTP side alone: a credential is `Bearer <scopes>`, and `Bearer wrong` is a wrong one. */
export async function startHttp(
  overrides: Partial<Config> = {},
  { metricsToken }: { readonly metricsToken?: string } = {},
) {
  const config = {
    siteUrl: SITE,
    trustProxy: [],
    corsOrigins: ['https://app.test'],
    rateLimits: true,
    ...overrides,
  } as Config;
  const log = createLogger('silent');
  const levels = {
    level: (scope: string) => (scope.startsWith('things:') ? ('organization' as const) : undefined),
  };
  const { db, idempotency, close } = await openIdempotency();
  const http = new Http({
    config,
    log,
    version: '0.0.0',
    levels,
    idempotency,
    sharedCounts: undefined,
    metricsToken: async () => metricsToken,
    siteFacts,
  });
  http.routes.publish(
    'test',
    surfaces.map((surface) => thingsUnit(surface, db)),
  );
  const server = createServer(http.app({ authenticators: bearers(), pages: (_, next) => next() }).callback());
  // A failed test leaves it open.
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    await new Promise((resolve) => server.close(resolve));
    await close();
  };
  return { http, url, db, stop };
}

/** Keys of requests are rows, here of a database with nothing else in it. */
async function openIdempotency() {
  const place = await (databases[0] as TestDatabase).open();
  const log = createLogger('silent');
  const db = await openDatabase({ databaseUrl: null, dataDir: place.dataDir, log, clock: systemClock });
  await createIdempotencyKeys(db.knex);
  const keys = [Buffer.from('a secret of the tests')];
  const close = async () => {
    await db.close();
    await place.drop();
  };
  return { db, idempotency: new Idempotency({ db, clock: systemClock, keys }), close };
}

const siteFacts = async () => ({ name: 'Test', description: '', timezone: '', gmtOffset: '0' as const });

function bearers(): Authenticators {
  const authenticate = async (ctx: Context): Promise<Principal | undefined> => {
    const [scheme, scopes] = ctx.get('authorization').split(' ');
    if (scheme !== 'Bearer') return undefined;
    if (scopes === 'wrong') throw new ProblemError('bad_credentials', 'The credential is wrong');
    const orgScopes = new Set(scopes?.split(','));
    const credential = { kind: 'api-key' as const, id: scopes ?? '' };
    return { userId: null, orgId: 1, name: 'test', credential, siteScopes: new Set(), orgScopes };
  };
  return { 'api-key': { authenticate }, 'application-password': { authenticate }, oauth: { authenticate } };
}
