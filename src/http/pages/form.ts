import type { Context } from 'koa';
import { ProblemError } from '../problem.js';

/** Nothing that is typed into one of our forms is longer. */
const LIMIT = 64 * 1024;

/** The fields of a posted form; of any other body none. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) return new URLSearchParams();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += (chunk as Buffer).length;
    if (size > LIMIT) throw tooLarge(ctx);
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** The rest is not read: the connection cannot be used again. */
function tooLarge(ctx: Context): ProblemError {
  ctx.set('Connection', 'close');
  return new ProblemError('too_large', `The form is larger than ${LIMIT} bytes`);
}
