import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Shorter ones can be guessed. */
const SECRET_KEY_LENGTH = 32;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Never shown: not in faults, not by `koapress config`. */
export const secrets: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'ADMIN_PASSWORD',
  'SMTP_URL',
]);

const rules = {
  PORT: checked(isPort, 'must be a whole number from 0 to 65535').transform(Number),
  HOST: checked((text) => isIP(text) > 0 || isHostName(text), 'must be an IP address or a host name'),
  SITE_URL: checked(
    isSiteUrl,
    'must be an http or https address without query, like https://example.com',
  ).transform((text) => new URL(text).href.replace(/\/+$/, '')),
  DATA_DIR: z.string(),
  DATABASE_URL: checked(isDatabaseUrl, 'must look like mysql://user:password@host:3306/database').transform(
    (text) => text.replace(/^mariadb:/, 'mysql:'),
  ),
  REDIS_URL: checked((text) => hasProtocol(text, 'redis:', 'rediss:'), 'must look like redis://host:6379'),
  SECRET_KEY: list().refine(
    areLongKeys,
    `must be ${SECRET_KEY_LENGTH} characters or longer, also each one of a list`,
  ),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
  TRUST_PROXY: list().refine(
    (networks) => networks.every(isNetwork),
    'must be networks like 10.0.0.0/8, with commas between',
  ),
  CORS_ORIGINS: list()
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins like https://app.example.com, with commas between',
    )
    .transform((origins) => origins.map((origin) => new URL(origin).origin)),
  PLUGINS_DIR: z.string(),
  RATE_LIMITS: z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on'),
  DRAIN_SECONDS: checked(
    (text) => /^\d{1,2}$/.test(text) && Number(text) <= 60,
    'must be a whole number from 0 to 60',
  ).transform(Number),
  SMTP_URL: checked(
    (text) => hasProtocol(text, 'smtp:', 'smtps:'),
    'must look like smtp://user:password@host:587 or smtps://host',
  ),
  MAIL_FROM: checked(
    (text) => /^(?:[^<>@\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text),
    'must look like post@example.com or Example <post@example.com>',
  ),
  PLUGIN_UPLOADS: z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on'),
  OUTGOING_ALLOW: list().refine(
    (targets) => targets.every((target) => isNetwork(target) || isHostName(target)),
    'must be networks like 10.0.0.0/8 or host names, with commas between',
  ),
  ADMIN_LOGIN: checked(
    (text) => /^[\w.@-]([\w .@-]{0,58}[\w.@-])?$/.test(text),
    'must be 1 to 60 letters (a to z), digits, blanks, or _ . @ -',
  ),
  ADMIN_EMAIL: z.email('must be an e-mail address'),
  ADMIN_PASSWORD: checked((text) => text.length <= 1024, 'must have at most 1024 characters'),
};

export const variableNames = Object.keys(rules) as readonly (keyof typeof rules)[];

/** All variables, each optional. Relative folders start at `folder`. */
export function valuesSchema(folder: string) {
  const existing = checked(
    (text) => isFolder(resolve(folder, text)),
    'must be a folder that exists',
  ).transform((text) => resolve(folder, text));
  return z.object({ ...rules, PLUGINS_DIR: existing }).partial();
}

export type Values = z.infer<ReturnType<typeof valuesSchema>>;

function checked(test: (text: string) => boolean, message: string) {
  return z.string().refine(test, message);
}

function list() {
  return z.string().transform(splitList);
}

/** Commas, and in a file lines, stand between the parts. */
export function splitList(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function areLongKeys(keys: readonly string[]): boolean {
  return keys.length > 0 && keys.every((key) => key.length >= SECRET_KEY_LENGTH);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isHostName(text: string): boolean {
  return /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text) && !/^[\d.]+$/.test(text);
}

function hasProtocol(text: string, ...protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';
}

function isSiteUrl(text: string): boolean {
  if (!hasProtocol(text, 'http:', 'https:')) return false;
  const { search, hash, username, password } = new URL(text);
  return `${search}${hash}${username}${password}` === '';
}

function isDatabaseUrl(text: string): boolean {
  return hasProtocol(text, 'mysql:', 'mariadb:') && /^\/[^/]+$/.test(new URL(text).pathname);
}

function isOrigin(text: string): boolean {
  return isSiteUrl(text) && new URL(text).pathname === '/';
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
