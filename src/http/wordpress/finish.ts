import type { Context } from 'koa';
import { stateOf } from '../state.js';
import type { AllowedMethods } from './allowed-methods.js';
import { askedFields, onlyFields } from './fields.js';

/** What every answer gets, also those inside a batch: the caller's methods, and only the fields asked for. */
export function finishAnswer(ctx: Context, allowed: AllowedMethods): void {
  showAllowed(ctx, allowed);
  keepAskedFields(ctx);
}

/** For the caller: only methods that would not be refused. */
function showAllowed(ctx: Context, allowed: AllowedMethods): void {
  const { operation, principal } = stateOf(ctx);
  if (!operation) return;
  const methods = allowed.header(operation, principal);
  if (methods !== '') ctx.set('Allow', methods);
}

function keepAskedFields(ctx: Context): void {
  const names = askedFields(ctx.query);
  const { operation, surface } = stateOf(ctx);
  if (!names || !operation || ctx.status >= 300 || Buffer.isBuffer(ctx.body)) return;
  if (typeof ctx.body !== 'object' || ctx.body === null) return;
  if (surface?.id !== 'agency-os') {
    ctx.body = onlyFields(ctx.body, names);
    return;
  }
  const envelope = ctx.body as { readonly data?: unknown };
  ctx.body = { ...envelope, data: onlyFields(envelope.data, names) };
}
