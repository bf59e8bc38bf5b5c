import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'koa';
import type { Principal } from '../../src/auth/principal.js';
import type { Config } from '../../src/config.js';
import type { Authenticators } from '../../src/http/authenticate.js';
import { ProblemError } from '../../src/http/problem.js';
import { Http } from '../../src/http/server.js';
import { surfaces } from '../../src/http/surfaces/index.js';
import { createLogger } from '../../src/log.js';
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
  const http = new Http({
    config,
    log,
    version: '0.0.0',
    levels,
    redis: undefined,
    metricsToken: async () => metricsToken,
    siteFacts,
  });
  http.routes.publish('test', surfaces.map(thingsUnit));
  const server = createServer(http.app({ authenticators: bearers(), pages: (_, next) => next() }).callback());
  // A failed test leaves it open.
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { http, url, stop: () => new Promise((resolve) => server.close(resolve)) };
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
