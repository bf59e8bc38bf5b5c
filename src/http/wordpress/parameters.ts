import type { Context } from 'koa';
import { ProblemError } from '../problem.js';
import type { PublishedOperation } from '../route-table.js';
import { type OperationParameter, parametersOf } from './operation-parameters.js';

/**
 * WordPress reads a parameter from the JSON body, the form, or the query, whichever has it first. So may its callers
 * here; only what stands in the path is never taken from elsewhere.
 */
export function mergeParameters(ctx: Context, operation: PublishedOperation): void {
  const query = new LooseQuery(ctx);
  const body = bodyOf(ctx);
  for (const parameter of parametersOf(operation)) {
    if (parameter.in === 'path') refuseStrangePath(ctx, parameter);
    if (parameter.in === 'query')
      query.set(parameter, loose(parameter, body[parameter.name] ?? query.get(parameter.name)));
    if (parameter.in !== 'body') continue;
    const value = parameter.name in body ? body[parameter.name] : query.get(parameter.name);
    if (value !== undefined) body[parameter.name] = loose(parameter, value);
  }
  ctx.request.body = body;
}

/** Where a number stands in the address, a word leads to another address, and there is none. */
function refuseStrangePath(ctx: Context, { name, schema }: OperationParameter): void {
  const params = ctx.params as Readonly<Record<string, string>>;
  if (schema.type === 'integer' && !/^\d+$/.test(params[name] ?? '')) {
    throw new ProblemError('no_route', 'There is no such address');
  }
}

/** A JSON array or scalar counts as no parameters. */
function bodyOf(ctx: Context): Record<string, unknown> {
  const { body } = ctx.request;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}

/** Lists may be written `a,b`, booleans `1`; the rest is converted by the rules of the operation itself. */
function loose({ schema, in: where }: OperationParameter, value: unknown): unknown {
  if (schema.type === 'array' && typeof value === 'string')
    return value.split(/[\s,]+/).filter((part) => part !== '');
  if (schema.type === 'string' && where === 'query' && isScalar(value)) return String(value);
  if (schema.type === 'boolean' && (value === '1' || value === 1)) return true;
  if (schema.type === 'boolean' && (value === '0' || value === 0 || value === '')) return false;
  return value;
}

/** What a query would have held as text. */
function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** The query as controllers read it: Koa keeps the parsed object, so that changes here do not touch the address. */
class LooseQuery {
  private readonly parsed: Record<string, unknown>;

  constructor(ctx: Context) {
    this.parsed = ctx.query as Record<string, unknown>;
  }

  /** `x`, `x[]` or `x[0]`. */
  get(name: string): unknown {
    if (this.parsed[name] !== undefined) return this.parsed[name];
    const prefix = `${name}[`;
    const items = Object.entries(this.parsed).filter(
      ([key]) => key.startsWith(prefix) && /^\d*\]$/.test(key.slice(prefix.length)),
    );
    return items.length === 0 ? undefined : items.flatMap(([, value]) => value);
  }

  set({ name }: OperationParameter, value: unknown): void {
    if (value !== undefined) this.parsed[name] = value;
  }
}
