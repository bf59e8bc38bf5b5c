import type { Context } from 'koa';
import { ownerOf } from '../../auth/principal.js';
import { sha256 } from '../../auth/secrets.js';
import { ProblemError } from '../problem.js';
import type { PublishedOperation } from '../route-table.js';
import { stateOf } from '../state.js';
import { canonical } from './canonical.js';

export const HEADER = 'Idempotency-Key';
const MAX_LENGTH = 128;
const CONTROLS = /\p{Cc}/u;

/** A request that asks to be done once. */
export interface KeyedRequest {
  /** Who asks what under which key, in 64 hexadecimal digits. */
  readonly id: string;
  readonly key: string;
  /** What was sent, the same text for the same request. */
  readonly content: string;
}

/** Undefined where the header is not sent or means nothing: reading changes nothing, and nobody cannot be told from nobody. */
export function keyedRequest(ctx: Context, operation: PublishedOperation): KeyedRequest | undefined {
  const sent = ctx.req.headers['idempotency-key'];
  const { principal } = stateOf(ctx);
  if (sent === undefined || !principal || !takesKey(operation)) return undefined;
  const key = checked(String(sent));
  const route = `${ctx.method} ${ctx.path.replace(/\/$/, '')}`;
  // The owner and not the credential: a program that renews its token or rolls its key between two tries is the same
  // program. What the answer may show is safe, as every try is authorised by its own credential first.
  const who = `${principal.orgId} ${ownerOf(principal)}`;
  return { id: sha256(`${who}\n${route}\n${key}`), key, content: contentOf(ctx) };
}

export function takesKey({ surface, method, scopes }: PublishedOperation): boolean {
  return surface.idempotency && method !== 'get' && scopes !== null;
}

/** Node reads headers as Latin-1; the characters that count are those of the bytes. */
function checked(key: string): string {
  const length = [...Buffer.from(key, 'latin1').toString()].length;
  if (length > 0 && length <= MAX_LENGTH && !CONTROLS.test(key)) return key;
  const message = `${HEADER} must be 1 to ${MAX_LENGTH} printable characters long`;
  const rule = length > MAX_LENGTH ? 'max_length' : length === 0 ? 'min_length' : 'pattern';
  throw new ProblemError('invalid', message, { details: [{ field: HEADER, message, rule }] });
}

/** JSON by its meaning, anything else by its bytes. */
function contentOf(ctx: Context): string {
  const { body, rawBody } = ctx.request;
  const sent = typeof body === 'object' ? canonical(body) : (rawBody ?? '');
  return `${ctx.querystring}\n${sent}`;
}
