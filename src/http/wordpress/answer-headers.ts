import type { Context } from 'koa';

/** Headers that describe the answer; where bodies hold answers, they hold these too. */
const DESCRIBING = ['Location', 'Allow', 'X-WP-Total', 'X-WP-TotalPages'];
const COUNTS: ReadonlySet<string> = new Set(['X-WP-Total', 'X-WP-TotalPages']);

/** Counts are numbers there. `except` is the link that every answer has. */
export function describingHeaders(ctx: Context, except: string): Record<string, string | number> {
  const headers: Record<string, string | number> = {};
  for (const name of DESCRIBING) {
    const value = ctx.response.headers[name.toLowerCase()];
    if (value !== undefined) headers[name] = COUNTS.has(name) ? Number(value) : String(value);
  }
  const links = [ctx.response.headers.link ?? []].flat().filter((link) => link !== except);
  if (links.length > 0) headers.Link = links.join(', ');
  return headers;
}

export function dropDescribingHeaders(ctx: Context): void {
  for (const name of DESCRIBING) ctx.remove(name);
}
