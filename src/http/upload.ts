import type { Context } from 'koa';
import { mediaType, readBody, readBytes } from './body.js';
import { parseUpload } from './form-fields.js';
import type { RouteTable } from './route-table.js';
import type { GeneratedOperation } from './routes.js';
import type { Surface } from './surfaces/surface.js';

declare module 'koa' {
  interface Request {
    /** The file of an operation with `@Extension('x-upload', …)`. */
    upload?: Buffer;
  }
}

/** What `@Extension('x-upload', { field, limit })` says: a file may come in this field, of so many bytes. */
export interface UploadSpec {
  readonly field: string;
  readonly limit: number;
}

/** Stands in the field of the body whose file was sent. */
export const SENT_FILE = '(file)';

const FORM = 'multipart/form-data';
/** Space for the other fields of the form. */
const FORM_EXTRA = 64 * 1024;
const FILES = new Set(['application/gzip', 'application/x-gzip', 'application/octet-stream']);

export function uploadOf(operation: GeneratedOperation): UploadSpec | undefined {
  return operation.extensions['x-upload'] as UploadSpec | undefined;
}

/** A file is read once its sender is known to be allowed, and with a limit of its own. */
export function bringsFile(ctx: Context, surface: Surface, routes: RouteTable): boolean {
  const type = mediaType(ctx);
  if (type !== FORM && !FILES.has(type)) return false;
  const match = routes.match(surface, ctx.method, ctx.path);
  return match.kind === 'match' && uploadOf(match.operation) !== undefined;
}

/** The fields into `ctx.request.body`, the file into `ctx.request.upload`. */
export async function readUpload(ctx: Context, surface: Surface, spec: UploadSpec): Promise<void> {
  const type = mediaType(ctx);
  if (FILES.has(type)) {
    ctx.request.upload = await readBytes(ctx, spec.limit);
    ctx.request.body = { [spec.field]: SENT_FILE };
  } else if (type === FORM) {
    const bytes = await readBytes(ctx, spec.limit + FORM_EXTRA);
    const { fields, file } = await parseUpload(bytes, ctx.get('content-type'), spec.field);
    if (file) ctx.request.upload = file;
    ctx.request.body = file ? { ...fields, [spec.field]: SENT_FILE } : fields;
  } else {
    await readBody(ctx, surface);
  }
}
