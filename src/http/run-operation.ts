import type { Context } from 'koa';
import { isPage } from '../database/page.js';
import { isBare } from './controllers.js';
import { isFile, writeFile } from './file-answer.js';
import { withTexts } from './instants.js';
import type { PublishedOperation } from './route-table.js';
import type { Surface } from './surfaces/surface.js';

type Actions = Record<string, (...args: unknown[]) => unknown>;

/** What a controller said, before the surface writes it. */
export interface Answered {
  readonly value: unknown;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Checks the arguments, calls the controller, and lets the surface write what it returned. */
export async function runOperation(ctx: Context, operation: PublishedOperation): Promise<void> {
  answer(ctx, operation, await perform(ctx, operation, argumentsOf(ctx, operation)));
}

/** What the controller's method is called with; throws for what breaks the documented rules. */
export function argumentsOf(ctx: Context, operation: PublishedOperation): readonly unknown[] {
  operation.surface.prepare?.(ctx, operation);
  return operation.reader.read(ctx);
}

/** Calls a new controller, each time. */
export async function perform(
  ctx: Context,
  operation: PublishedOperation,
  values: readonly unknown[],
): Promise<Answered> {
  const controller = operation.binding.create(ctx);
  const value = await (controller as unknown as Actions)[operation.action]?.(...values);
  return { value, status: controller.getStatus(), headers: controller.getHeaders() };
}

/** Lets the surface write it. */
export function answer(
  ctx: Context,
  operation: PublishedOperation,
  { value, status, headers }: Answered,
): void {
  const { surface } = operation;
  for (const [name, header] of Object.entries(headers)) {
    if (header !== undefined) ctx.set(name, header);
  }
  if (value === undefined || value === null) {
    answerNothing(ctx, surface, status);
  } else if (isPage(value)) {
    surface.list(ctx, value.map(withTexts));
  } else if (isFile(value)) {
    writeFile(ctx, value);
  } else if (isBare(value)) {
    ctx.body = value.value;
  } else {
    surface.success(ctx, withTexts(value));
  }
  ctx.status = status ?? (ctx.body === undefined || ctx.body === null ? 204 : (operation.success ?? 200));
}

/** Where there is nothing to say: no body on surfaces that answer 204, else their envelope around null. */
function answerNothing(ctx: Context, surface: Surface, status: number | undefined): void {
  if (surface.deletedStatus === 204 || status === 204) {
    ctx.status = 204;
    return;
  }
  surface.success(ctx, null);
  if (ctx.body) return;
  // Koa takes a null body for none.
  ctx.type = 'json';
  ctx.body = 'null';
}
