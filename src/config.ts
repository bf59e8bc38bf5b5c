import { resolve } from 'node:path';
import { readSecretKeys, writeSecretKey } from './config/secret-key.js';
import { type Setting, settingsOf } from './config/settings.js';
import { type Given, readGiven } from './config/sources.js';
import { secrets, type Values, valuesSchema } from './config/values.js';

export type { Setting } from './config/settings.js';

/** What the site is told from outside. */
export interface Config {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Without a slash at its end. */
  readonly siteUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  /** `mysql://…`; null: the SQLite file `koapress.db` in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Newest first: the first signs, all verify. */
  readonly secretKeys: readonly string[];
  readonly logLevel: string;
  /** Networks whose `X-Forwarded-For` is believed, in CIDR notation. */
  readonly trustProxy: readonly string[];
  readonly corsOrigins: readonly string[];
  /** Absolute. */
  readonly pluginsDir: string | null;
  readonly rateLimits: boolean;
  /** How long a process that stops goes on answering, not ready, where others serve the site too. */
  readonly drainSeconds: number;
  /** `smtp://user:password@host:587` or `smtps://…`; null: mails are files in `dataDir/mail`. */
  readonly smtpUrl: string | null;
  /** `Name <address>` */
  readonly mailFrom: string;
  /** Whether plugins may be uploaded over HTTP. */
  readonly pluginUploads: boolean;
  /** Internal networks and host names that webhooks and plugins may call all the same. */
  readonly outgoingAllow: readonly string[];
  /** The first administrator; without a password one is generated. */
  readonly admin: { readonly login: string; readonly email: string; readonly password: string | null };
}

export interface LoadedConfig {
  readonly config: Config;
  readonly settings: readonly Setting[];
}

export interface ConfigOptions {
  /** The site's folder: its `.env` is read, and relative paths start here. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** All faults at once, a line each. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** Reads and checks everything; makes the secret key when none is given and `dataDir` keeps none yet. */
export function loadConfig(options: ConfigOptions): LoadedConfig {
  const found = readConfig(options);
  if (found.config.secretKeys.length > 0) return found;
  try {
    writeSecretKey(found.config.dataDir);
  } catch (cause) {
    throw new ConfigFaults([
      `DATA_DIR: cannot keep a secret key in ${found.config.dataDir}: ${reason(cause)}`,
    ]);
  }
  return readConfig(options);
}

/** The same without writing anything: `secretKeys` is empty while there is none. */
export function readConfig({ folder, env }: ConfigOptions): LoadedConfig {
  const given = readGiven(folder, env);
  const parsed = valuesSchema(folder).safeParse(given.texts);
  const faults = [...given.faults, ...(parsed.error?.issues ?? []).map((issue) => faultOf(issue, given))];
  if (!parsed.data || faults.length > 0) throw new ConfigFaults(faults);

  const dataDir = resolve(folder, parsed.data.DATA_DIR ?? 'data');
  const secretKeys = parsed.data.SECRET_KEY ?? keptKeys(dataDir);
  const config = configOf(parsed.data, dataDir, secretKeys);
  return { config, settings: settingsOf(config, given) };
}

function configOf(values: Values, dataDir: string, secretKeys: readonly string[]): Config {
  const port = values.PORT ?? 8080;
  const host = values.HOST ?? '127.0.0.1';
  return {
    port,
    host,
    siteUrl: values.SITE_URL ?? localUrl(host, port),
    dataDir,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    secretKeys,
    logLevel: values.LOG_LEVEL ?? 'info',
    trustProxy: values.TRUST_PROXY ?? [],
    corsOrigins: values.CORS_ORIGINS ?? [],
    pluginsDir: values.PLUGINS_DIR ?? null,
    rateLimits: values.RATE_LIMITS ?? true,
    drainSeconds: values.DRAIN_SECONDS ?? 2,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? defaultSender(values.SITE_URL ?? localUrl(host, port)),
    pluginUploads: values.PLUGIN_UPLOADS ?? true,
    outgoingAllow: values.OUTGOING_ALLOW ?? [],
    admin: {
      login: values.ADMIN_LOGIN ?? 'admin',
      email: values.ADMIN_EMAIL ?? 'admin@example.com',
      password: values.ADMIN_PASSWORD ?? null,
    },
  };
}

/** The site's own name, as WordPress does it. */
function defaultSender(siteUrl: string): string {
  const { hostname } = new URL(siteUrl);
  return `Koapress <koapress@${hostname.startsWith('[') ? 'localhost' : hostname}>`;
}

/** What a browser on this machine types: `localhost`, unless the site listens at one other address alone. */
export function localUrl(host: string, port: number): string {
  const everywhere = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'];
  const name = everywhere.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return port === 80 ? `http://${name}` : `http://${name}:${port}`;
}

function keptKeys(dataDir: string): readonly string[] {
  try {
    return readSecretKeys(dataDir);
  } catch (cause) {
    // A file system's refusal concerns the folder; anything else, what stands in the file.
    const name = cause instanceof Error && 'code' in cause ? 'DATA_DIR' : 'SECRET_KEY';
    throw new ConfigFaults([`${name}: ${reason(cause)}`]);
  }
}

function faultOf(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  given: Given,
): string {
  const name = String(issue.path[0]);
  const shown = secrets.has(name) ? '' : ` is ${JSON.stringify(given.texts[name])},`;
  return `${name}:${shown} ${issue.message} (${given.sources[name]})`;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
