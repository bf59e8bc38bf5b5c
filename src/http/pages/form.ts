import type { Context } from 'koa';
import { readBytes } from '../body.js';

/** Nothing that is typed into one of our forms is longer, in bytes. */
const LIMIT = 64 * 1024;

/** The fields of a posted form; of any other body none. */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) return new URLSearchParams();
  return new URLSearchParams((await readBytes(ctx, LIMIT)).toString('utf8'));
}
