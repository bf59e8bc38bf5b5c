import type { Controller } from '@tsoa/runtime';
import type { Context } from 'koa';
import { isPage } from '../database/page.js';
import { isBare } from './controllers.js';
import { withTexts } from './instants.js';
import type { PublishedOperation } from './route-table.js';
import type { Surface } from './surfaces/surface.js';

type Actions = Record<string, (...args: unknown[]) => unknown>;

/** Checks the arguments, calls the controller, and lets the surface write what it returned. */
export async function runOperation(ctx: Context, operation: PublishedOperation): Promise<void> {
  operation.surface.prepare?.(ctx, operation);
  const values = operation.reader.read(ctx);
  const controller = operation.binding.create(ctx);
  const value = await (controller as unknown as Actions)[operation.action]?.(...values);
  answer(ctx, operation, controller, value);
}

function answer(ctx: Context, operation: PublishedOperation, controller: Controller, value: unknown): void {
  const { surface } = operation;
  for (const [name, header] of Object.entries(controller.getHeaders())) {
    if (header !== undefined) ctx.set(name, header);
  }
  if (value === undefined || value === null) {
    answerNothing(ctx, surface, controller.getStatus());
  } else if (isPage(value)) {
    surface.list(ctx, value.map(withTexts));
  } else if (isBare(value)) {
    ctx.body = value.value;
  } else {
    surface.success(ctx, withTexts(value));
  }
  ctx.status =
    controller.getStatus() ??
    (ctx.body === undefined || ctx.body === null ? 204 : (operation.success ?? 200));
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
