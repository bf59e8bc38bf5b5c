import semver from 'semver';
import { z } from 'zod';
import type { Plugin } from './plugin.js';

/** Prefixes of the host's own tables, scopes and services. */
const RESERVED = new Set(['kp', 'host', 'koapress', 'knex', 'sqlite']);
/** Leaves room for `_<noun>` in the 64 characters of a table's name. */
const LONGEST_NAME = 40;

const name = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower case letters, digits and single hyphens')
  .refine((value) => !RESERVED.has(value), 'is reserved for the host');

const range = z
  .string()
  .refine((value) => semver.validRange(value) !== null, 'must be a range of versions, like ^1.0.0');

const scope = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*:[a-z][a-z0-9-]*$/, 'must be written resource:action'),
  level: z.enum(['site', 'organization']).optional(),
  description: z.string(),
  roles: z.array(z.enum(['manager', 'member', 'viewer'])).optional(),
});

const setting = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and underscores'),
    title: z.string(),
    description: z.string().optional(),
    type: z.enum(['string', 'integer', 'boolean']),
    default: z.union([z.string(), z.number(), z.boolean()]),
    enum: z.array(z.union([z.string(), z.number()])).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    pattern: z.string().refine(isPattern, 'must be a regular expression').optional(),
    secret: z.boolean().optional(),
  })
  .refine((spec) => isOfType(spec.default, spec.type), { message: 'must be of the type', path: ['default'] })
  .refine((spec) => !spec.secret || (spec.type === 'string' && spec.default === ''), {
    message: 'is only for texts whose default is empty',
    path: ['secret'],
  });

const manifest = z.object({
  name,
  title: z.string().min(1),
  description: z.string(),
  version: z.string().refine((value) => semver.valid(value) !== null, 'must be a version, like 1.0.0'),
  author: z.string().optional(),
  homepage: z.string().optional(),
  host: range,
  requires: z.record(z.string(), range).optional(),
  scopes: z.array(scope).optional(),
  settings: z.array(setting).optional(),
  migrations: z
    .custom<URL>(isFileUrl, 'must be a URL of a folder: new URL("./migrations/", import.meta.url)')
    .optional(),
  problems: z
    .custom<Plugin['problems']>((value) => typeof value === 'function', 'must be a function')
    .optional(),
  setup: z.custom<Plugin['setup']>((value) => typeof value === 'function', 'must be a function'),
});

function isOfType(value: unknown, type: 'string' | 'integer' | 'boolean'): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function isPattern(value: string): boolean {
  try {
    return new RegExp(value, 'u').unicode;
  } catch {
    return false;
  }
}

/** By its value: a plugin may have been made in another realm. */
function isFileUrl(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    String((value as { href?: unknown }).href).startsWith('file:')
  );
}

/** The manifest as the plugin wrote it, or a fault that names every wrong line. */
export function readManifest(value: unknown): Plugin {
  if (typeof value !== 'object' || value === null) {
    throw new Error('plugin.js has no default export made by definePlugin({ … })');
  }
  const read = manifest.safeParse(value);
  if (!read.success) {
    const faults = read.error.issues.map(
      (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
    );
    throw new Error(`The manifest is not valid: ${faults.join('; ')}`);
  }
  refuseDoubles(read.data);
  return value as Plugin;
}

function refuseDoubles(plugin: z.infer<typeof manifest>): void {
  if (plugin.requires && Object.hasOwn(plugin.requires, plugin.name)) {
    throw new Error('The manifest is not valid: requires: a plugin cannot require itself');
  }
  for (const [key, specs] of [
    ['scopes', plugin.scopes],
    ['settings', plugin.settings],
  ] as const) {
    const names = (specs ?? []).map((spec) => spec.name);
    const double = names.find((each, index) => names.indexOf(each) !== index);
    if (double !== undefined) throw new Error(`The manifest is not valid: ${key}: ${double} is there twice`);
  }
}
