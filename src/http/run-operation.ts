import type { Controller } from '@tsoa/runtime';
import type { Context } from 'koa';
import { isPage } from '../database/page.js';
import { isBare } from './controllers.js';
import type { PublishedOperation } from './route-table.js';
import { stateOf } from './state.js';
import type { Surface } from './surfaces/surface.js';

type Actions = Record<string, (...args: unknown[]) => unknown>;

/** Checks the arguments, calls the controller, and lets the surface write what it returned. */
export async function runOperation(ctx: Context, operation: PublishedOperation): Promise<void> {
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
    surface.list(ctx, value);
  } else if (isBare(value)) {
    ctx.body = value.value;
  } else {
    surface.success(ctx, value);
  }
  ctx.status = controller.getStatus() ?? (ctx.body === undefined || ctx.body === null ? ctx.status : (operation.success ?? 200));
}

/** Where there is nothing to say: no body on surfaces that answer 204, else their envelope around null. */
function answerNothing(ctx: Context, surface: Surface, status: number | undefined): void {
  if (surface.deletedStatus === 204 || status === 204) {
    ctx.body = null;
    ctx.status = 204;
  } else {
    surface.success(ctx, null);
  }
}

/** True when the answer may be kept by nobody: it was made for one principal. */
export function isPersonal(ctx: Context): boolean {
  return stateOf(ctx).principal !== null;
}
