import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Knex } from 'knex';
import { writeBenchPlugin } from './background-plugin.js';
import type { Databases } from './databases.js';
import { fill, prepareFloor } from './fill.js';
import { type Shot, shot } from './load.js';
import { ownEnv, Server } from './processes.js';

const execute = promisify(execFile);

/** The package: this file runs as `build/bench/arena.js`. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SITE = path.join(ROOT, 'build', 'bench', 'site.js');
const FLOOR = path.join(ROOT, 'build', 'bench', 'floor.js');
const API = '/wp-json/agency-os-ai/v1';

const SITE_ENV = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  RATE_LIMITS: 'off',
  OUTGOING_ALLOW: '127.0.0.1',
  ADMIN_LOGIN: 'admin',
  ADMIN_PASSWORD: 'the bench needs no secret',
};

/** One that answers requests about clients. */
export interface Contender {
  readonly name: string;
  readonly server: Server;
  request(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Shot;
}

/** A database with so many clients, and a site and a floor that both serve them. */
export class Arena {
  private constructor(
    readonly count: number,
    readonly orgId: number,
    readonly database: Knex,
    /** For a site in the bench's own process. */
    readonly siteEnv: Env,
    readonly site: Contender,
    readonly floor: Contender,
    /** The same site by the organisation's API, opened by a key. */
    readonly program: Contender,
    private readonly startSite: () => Promise<Server>,
    private readonly credential: string,
  ) {}

  static async open(databases: Databases, name: string, count: number): Promise<Arena> {
    const made = await databases.create(name);
    const pluginsDir = await writeBenchPlugin(String(made.siteEnv.DATA_DIR));
    const env = { ...SITE_ENV, ...made.siteEnv, PLUGINS_DIR: pluginsDir };
    const start = () => startSite(env);
    const site = await start();
    const credential = await applicationPassword(env);
    const programKey = await apiKey(env);
    await command(env, 'plugin activate bench');
    const knex = made.open();
    const [organization] = await knex('kp_organizations').select('id').orderBy('id').limit(1);
    const orgId = Number(organization.id);
    const key = randomBytes(32).toString('hex');
    await prepareFloor(knex, orgId, createHash('sha256').update(key).digest('hex'));
    await fill(knex, orgId, count);
    const floor = await Server.start(FLOOR, [], 'FLOOR_PORT', made.floorEnv, '/');
    return new Arena(
      count,
      orgId,
      knex,
      env,
      contender('site', site, API, credential),
      contender('floor', floor, '', `Bearer ${key}`),
      contender('program', site, '/api/v1', `Bearer ${programKey}`),
      start,
      credential,
    );
  }

  /** Another site process on the same database, as a second node. */
  async secondNode(): Promise<Contender> {
    return contender('second node', await this.startSite(), API, this.credential);
  }

  async close(): Promise<void> {
    await Promise.all([this.site.server.stop(), this.floor.server.stop()]);
    await this.database.destroy();
  }
}

function contender(name: string, server: Server, base: string, authorization: string): Contender {
  return {
    name,
    server,
    request: (method, path, body, headers) =>
      shot(method, server.target, base + path, { Authorization: authorization, ...headers }, body),
  };
}

type Env = Readonly<Record<string, string>>;

function startSite(env: Env): Promise<Server> {
  return Server.start(SITE, ['start'], 'PORT', env, '/api/health');
}

async function applicationPassword(env: Env): Promise<string> {
  const { login, password } = await command<{ login: string; password: string }>(
    env,
    'application-password create --user admin --name bench',
  );
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

async function apiKey(env: Env): Promise<string> {
  const words =
    'api-key create --surface org --name bench --scopes clients:read,clients:write,invoices:read,invoices:write,webhooks:read,webhooks:write';
  return (await command<{ key: string }>(env, words)).key;
}

async function command<T>(env: Env, words: string): Promise<T> {
  const { stdout } = await execute(process.execPath, [SITE, ...words.split(' '), '--json'], {
    env: ownEnv(env),
  });
  return JSON.parse(stdout) as T;
}
