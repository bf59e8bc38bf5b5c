import type { Principal } from '../../src/auth/principal.js';
import { hostPrincipal } from '../../src/auth/system-principal.js';
import { type Clock, systemClock } from '../../src/clock.js';
import type { Config } from '../../src/config.js';
import { Host, type HostOptions } from '../../src/host.js';
import { createLogger } from '../../src/log.js';
import type { OpenedDatabase, TestDatabase } from './databases.js';

export const ADMIN = { login: 'admin', email: 'admin@example.test', password: 'correct horse 1' };

/** Of whoever opens a host: a machine that is busy is no plugin that hangs. */
export const PATIENT = { plugins: { importTimeoutMs: 60_000, setupTimeoutMs: 60_000 } };

/** One answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly body: any;
}

export interface Sent {
  readonly method?: string;
  /** `Authorization`, as in `site.admin`. */
  readonly auth?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
}

export interface Login {
  readonly login: string;
  readonly role?: string;
  readonly siteRole?: string;
  readonly orgId?: number;
  /** Of the application password; null: the whole role. */
  readonly scopes?: readonly string[] | null;
}

export interface Site {
  readonly host: Host;
  readonly url: string;
  readonly database: OpenedDatabase;
  /** `Authorization` of the first administrator, by application password. */
  readonly admin: string;
  /** The first administrator's organisation, with everything. */
  readonly actor: Principal;
  /** To any path of the site; redirects are not followed. */
  request(path: string, sent?: Sent): Promise<Answer>;
  /** Makes a user and answers its `Authorization`. */
  login(user: Login): Promise<{ readonly auth: string; readonly userId: number }>;
  /** Makes another organisation with an administrator of its own. */
  organization(
    name: string,
  ): Promise<{ readonly orgId: number; readonly auth: string; readonly userId: number }>;
  /** An API key of the first organisation, as `Authorization`. */
  key(surface: 'org' | 'ops' | 'hosting', scopes: readonly string[], actor?: Principal): Promise<string>;
  /** Stops the site and drops its database. */
  stop(): Promise<void>;
}

export interface SiteOverrides extends Partial<Config> {
  readonly cronTimes?: HostOptions['cronTimes'];
  readonly clock?: Clock;
  readonly options?: Partial<HostOptions>;
  /** Another place for the site, which then is not dropped by `stop`. */
  readonly place?: OpenedDatabase;
}

export function siteConfig(
  place: Pick<OpenedDatabase, 'url' | 'dataDir'>,
  overrides: Partial<Config> = {},
): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    siteUrl: 'http://site.test',
    dataDir: place.dataDir,
    databaseUrl: place.url,
    redisUrl: null,
    secretKeys: ['a secret of the tests, 32 letters or more'],
    logLevel: process.env.TEST_LOG_LEVEL ?? 'silent',
    trustProxy: [],
    corsOrigins: [],
    pluginsDir: null,
    rateLimits: false,
    drainSeconds: 0,
    smtpUrl: null,
    mailFrom: 'Koapress <koapress@site.test>',
    pluginUploads: true,
    outgoingAllow: [],
    admin: ADMIN,
    ...overrides,
  };
}

/** A whole site on a database of its own. */
export async function startSite(database: TestDatabase, overrides: SiteOverrides = {}): Promise<Site> {
  const { clock = systemClock, cronTimes = {}, options, place, ...changes } = overrides;
  const opened = place ?? (await database.open());
  const config = siteConfig(opened, changes);
  const log = createLogger(config.logLevel);
  const host = await Host.open(config, { ...PATIENT, log, clock, cronTimes, ...options });
  await host.start();
  const first = await host.accounts.organizations.first();
  const actor = hostPrincipal(first?.id ?? 0, 'test');
  const request = (path: string, sent?: Sent) => send(host.url + path, sent);
  const admin = await host.accounts.users.byLoginOrEmail(ADMIN.login);
  return {
    host,
    url: host.url,
    database: opened,
    admin: await applicationPassword(host, actor, admin?.id ?? 0, ADMIN.login, null),
    actor,
    request,
    login: (user) => login(host, actor, user),
    organization: (name) => organization(host, actor, name),
    async key(surface, scopes, by = actor) {
      const { key } = await host.auth.apiKeys.create(by, { surface, name: `${surface} ${scopes}`, scopes });
      return `Bearer ${key}`;
    },
    async stop() {
      await host.close();
      if (!place) await opened.drop();
    },
  };
}

async function send(url: string, { method = 'GET', auth, headers = {}, body }: Sent = {}): Promise<Answer> {
  const all: Record<string, string> = { ...headers };
  if (auth) all.authorization = auth;
  if (body !== undefined) all['content-type'] ??= 'application/json';
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers: all, body: text, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function applicationPassword(
  host: Host,
  actor: Principal,
  userId: number,
  login: string,
  scopes: readonly string[] | null,
): Promise<string> {
  const name = `test ${Math.random()}`;
  const { password } = await host.auth.applicationPasswords.create(actor, userId, { name, scopes });
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

async function login(host: Host, actor: Principal, user: Login): Promise<{ auth: string; userId: number }> {
  const { login: name, role = 'viewer', siteRole, orgId = actor.orgId, scopes = null } = user;
  const made = await host.accounts.users.create(actor, {
    login: name,
    email: `${name}@example.test`,
    password: 'correct horse 2',
    ...(siteRole ? { siteRole } : {}),
    membership: { orgId, role },
  });
  return { auth: await applicationPassword(host, actor, made.id, name, scopes), userId: made.id };
}

async function organization(host: Host, actor: Principal, name: string) {
  const { id: orgId } = await host.accounts.organizations.create(actor, { name });
  const slug = `admin-${orgId}`;
  const made = await login(host, { ...actor, orgId }, { login: slug, role: 'administrator', orgId });
  return { orgId, ...made };
}
