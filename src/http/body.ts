import type { Context } from 'koa';
import { parseForm, parseMultipart } from './form-fields.js';
import { refuseDeep } from './nesting.js';
import { ProblemError } from './problem.js';
import type { Surface } from './surfaces/surface.js';

/** Largest body that is read, in bytes. */
export const BODY_LIMIT = 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON (and forms, where the surface takes them) into `ctx.request.body`. */
export async function readBody(ctx: Context, surface: Surface): Promise<void> {
  if (!hasBody(ctx)) return;
  const type = mediaType(ctx);
  const isJson = type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type);
  const isForm = type === 'application/x-www-form-urlencoded';
  const isMultipart = type === 'multipart/form-data';
  if (!isJson && !(surface.lenient && (isForm || isMultipart))) return refuseType(ctx, surface, type);
  if (ctx.get('content-encoding') !== '' && ctx.get('content-encoding') !== 'identity') {
    throw new ProblemError('wrong_media_type', 'Compressed bodies are not read');
  }
  const bytes = await readBytes(ctx, BODY_LIMIT);
  if (isMultipart) {
    ctx.request.body = await parseMultipart(bytes, ctx.get('content-type'));
    return;
  }
  const text = decode(bytes);
  if (text === '') return;
  ctx.request.rawBody = text;
  ctx.request.body = isJson ? parseJson(text, surface) : parseForm(text);
}

function hasBody(ctx: Context): boolean {
  const length = ctx.get('content-length');
  return (length !== '' && length !== '0') || ctx.get('transfer-encoding') !== '';
}

/** Of the request, without its parameters. */
export function mediaType(ctx: Context): string {
  return (ctx.get('content-type').split(';')[0] ?? '').trim().toLowerCase();
}

/** WordPress passes over bodies that it cannot read; the others say so. */
function refuseType(ctx: Context, surface: Surface, type: string): void {
  if (ctx.method === 'GET' || ctx.method === 'HEAD' || surface.lenient) return;
  throw new ProblemError(
    'wrong_media_type',
    `Send application/json, not ${type || 'a body without Content-Type'}`,
  );
}

/** The whole body; `too_large` beyond `limit` bytes. */
export async function readBytes(ctx: Context, limit: number): Promise<Buffer> {
  if (Number(ctx.get('content-length')) > limit) throw tooLarge(ctx, limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += (chunk as Buffer).length;
    if (size > limit) throw tooLarge(ctx, limit);
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** The rest of the body is not read: the connection cannot be used again. */
function tooLarge(ctx: Context, limit: number): ProblemError {
  ctx.set('Connection', 'close');
  return new ProblemError('too_large', `The body is larger than ${limit} bytes`, { data: { limit } });
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new ProblemError('malformed', 'The body is not valid UTF-8', { cause });
  }
}

function parseJson(text: string, surface: Surface): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProblemError('malformed', 'The body is not valid JSON', { reason: 'invalid_json', cause });
  }
  refuseDeep(value);
  // Only escapes can spell what plain text cannot hold; looking for them spares the walk.
  if (/\\u|__proto__/.test(text)) refuseTraps(value, '');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  if (surface.lenient) return undefined;
  throw new ProblemError('invalid', 'The body must be a JSON object', { field: 'body' });
}

/** Lone surrogates cannot be stored as text, and `__proto__` is no field of anybody's. */
function refuseTraps(value: unknown, place: string): void {
  if (typeof value === 'string' && !value.isWellFormed())
    throw trap(place, `${place} holds half of a character`, 'format');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = place === '' ? key : `${place}.${key}`;
    if (key === '__proto__' || !key.isWellFormed()) throw trap(at, `${at} is not a known field`, 'unknown');
    refuseTraps(inner, at);
  }
}

function trap(field: string, message: string, rule: string): ProblemError {
  return new ProblemError('invalid', message, { details: [{ field, message, rule }] });
}
