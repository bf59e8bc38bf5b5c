import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Principal } from './auth/principal.js';
import { hostPrincipal } from './auth/system-principal.js';
import { sealed } from './cli/authoring/pack.js';
import { systemClock } from './clock.js';
import { loadConfig } from './config.js';
import { Host } from './host.js';
import { createLogger, type Logger } from './log.js';

/** `koapress/plugin-test`: a whole site for the tests of one plugin. SQLite in a temporary folder, mails as files. */

export interface TestSiteOptions {
  /** Built plugins: folders, or their addresses. Installed and switched on, in this order. */
  readonly plugins: readonly (string | URL)[];
  /** Where its log goes; default: nowhere. */
  readonly log?: (line: string) => void;
  /** Default true. */
  readonly activate?: boolean;
}

export interface TestRequest {
  readonly method?: string;
  /** `Authorization`, as `admin` and `key` have it. */
  readonly auth?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly body: any;
}

export interface TestSite {
  readonly url: string;
  /** `Authorization` of the first administrator. */
  readonly admin: string;
  /** For services that are called directly: may do everything in the first organisation. */
  readonly actor: Principal;
  /** The site itself, for what is not named here. */
  readonly host: Host;
  request(path: string, request?: TestRequest): Promise<TestAnswer>;
  /** An API key of the first organisation, as `Authorization`. */
  key(surface: 'org' | 'ops' | 'hosting', scopes: readonly string[]): Promise<string>;
  /** A new member of the first organisation, as `Authorization`. */
  login(name: string, role: 'manager' | 'member' | 'viewer'): Promise<string>;
  /** Runs a cron task now, and waits for its end; throws what it threw. */
  runCron(name: string): Promise<void>;
  /** The mails that were sent, as texts; waits until there are so many. */
  mails(count: number): Promise<readonly string[]>;
  /** Stops the site and removes its folder. */
  stop(): Promise<void>;
}

const MAIL_WAIT_MS = 20_000;
const LOOK_MS = 50;

export async function startSite(options: TestSiteOptions): Promise<TestSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koapress-plugin-test-'));
  const log = createLogger(options.log ? 'info' : 'silent', options.log ?? (() => undefined));
  let host: Host | undefined;
  try {
    host = await openHost(folder, log);
    const actor = await administrator(host);
    for (const plugin of options.plugins) {
      const { name, bytes } = await sealed(typeof plugin === 'string' ? plugin : fileURLToPath(plugin));
      await host.plugins.install(bytes, actor);
      if (options.activate !== false) await host.plugins.activate(name, actor);
    }
    return await siteOf(host, actor, folder);
  } catch (error) {
    await host?.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function openHost(folder: string, log: Logger): Promise<Host> {
  const env = { DATA_DIR: folder, RATE_LIMITS: 'off', ADMIN_PASSWORD: 'correct horse battery' };
  const { config } = loadConfig({ folder, env });
  const host = await Host.open({ ...config, port: 0 }, { log, clock: systemClock });
  await host.start();
  return host;
}

async function administrator(host: Host): Promise<Principal> {
  return hostPrincipal((await host.accounts.organizations.first())?.id ?? 0, 'plugin test');
}

async function siteOf(host: Host, actor: Principal, folder: string): Promise<TestSite> {
  const passwordOf = async (userId: number, login: string): Promise<string> => {
    const wanted = { name: 'plugin test', scopes: null };
    const { password } = await host.auth.applicationPasswords.create(actor, userId, wanted);
    return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  };
  const admin = await host.accounts.users.byLoginOrEmail(host.config.admin.login);
  return {
    host,
    actor,
    url: host.url,
    admin: await passwordOf(admin?.id ?? 0, host.config.admin.login),
    request: (address, request) => send(host.url + address, request),
    async key(surface, scopes) {
      const { key } = await host.auth.apiKeys.create(actor, { surface, name: 'plugin test', scopes });
      return `Bearer ${key}`;
    },
    async login(name, role) {
      const user = { login: name, email: `${name}@example.test`, password: 'correct horse battery' };
      const membership = { orgId: actor.orgId, role };
      const { id } = await host.accounts.users.create(actor, { ...user, membership });
      return passwordOf(id, name);
    },
    runCron: (name) => runCron(host, actor, name),
    mails: (count) => mailsIn(path.join(folder, 'mail'), count),
    async stop() {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runCron(host: Host, actor: Principal, name: string): Promise<void> {
  const { control } = host.background.cron;
  let run = await control.run(actor, name);
  for (; !run.endedAt; run = await control.found(name, run.id)) await sleep(LOOK_MS);
  if (run.status !== 'succeeded') throw new Error(`${name} ${run.status}: ${run.error ?? ''}`);
}

async function send(url: string, request: TestRequest = {}): Promise<TestAnswer> {
  const { method = 'GET', auth, headers = {}, body } = request;
  const all: Record<string, string> = { ...headers };
  if (auth) all.authorization = auth;
  if (body !== undefined) all['content-type'] ??= 'application/json';
  const sent = body === undefined ? null : JSON.stringify(body);
  const response = await fetch(url, { method, headers: all, body: sent, redirect: 'manual' });
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

/** Mail leaves after the request that causes it. */
async function mailsIn(folder: string, count: number): Promise<readonly string[]> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const found = names.filter((name) => name.endsWith('.eml')).sort();
    if (found.length >= count || waited >= MAIL_WAIT_MS)
      return Promise.all(found.map((name) => readFile(path.join(folder, name), 'utf8')));
    await sleep(LOOK_MS);
  }
}
