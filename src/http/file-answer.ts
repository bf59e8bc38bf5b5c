import type { Context } from 'koa';

/** Bytes with a name, as a browser saves or shows them. */
export interface FileAnswer {
  readonly brand: 'koapress.file';
  readonly bytes: Buffer;
  readonly facts: FileFacts;
}

export interface FileFacts {
  /** `application/pdf`, `text/csv; charset=utf-8` */
  readonly type: string;
  /** As it is saved: `invoice-2026-0001.pdf`. Any letters; what no file may be called by is replaced. */
  readonly name: string;
  /** Default `attachment`: it is saved. `inline`: shown, if the browser can. */
  readonly disposition?: 'attachment' | 'inline';
  /** `Cache-Control`. Default `no-store`. */
  readonly cache?: string;
}

/** Answers a file, without envelope. An operation names its type by `@Produces('application/pdf')`. */
export function file(bytes: Buffer, facts: FileFacts): FileAnswer {
  return { brand: 'koapress.file', bytes, facts: { ...facts, name: safeName(facts.name) } };
}

export function isFile(value: unknown): value is FileAnswer {
  return (
    typeof value === 'object' && value !== null && (value as { brand?: unknown }).brand === 'koapress.file'
  );
}

export function writeFile(ctx: Context, { bytes, facts }: FileAnswer): void {
  const { name, disposition = 'attachment' } = facts;
  ctx.attachment(name, { type: disposition, fallback: plainName(name) });
  ctx.set('Content-Type', facts.type);
  ctx.set('Cache-Control', facts.cache ?? 'no-store');
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.body = bytes;
}

/** For programs that do not know RFC 5987: the letters of ASCII. */
function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '_');
}

/** Names may come from people: no folders, and nothing that ends a header. */
function safeName(name: string): string {
  return name.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_') || 'file';
}
