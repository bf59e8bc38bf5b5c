import type { Context } from 'koa';
import type { ProblemError } from '../problem.js';
import { stateOf } from '../state.js';
import { list, object, text } from './grammar.js';
import type { Schema } from './surface.js';

/** The error body that ops and org share: `{error: {code, message, field?, details?, request_id}}`. */
export function bracketedFailure(
  ctx: Context,
  { code, reason, message, field, details, data }: ProblemError,
): void {
  const shown = details.length > 0 ? details : Object.keys(data).length > 0 ? data : undefined;
  ctx.body = {
    error: { code: reason ?? code, message, field, details: shown, request_id: stateOf(ctx).requestId },
  };
}

const detail = object({ field: text, message: text, rule: text });

export const bracketedError: Schema = object({
  error: object(
    {
      code: text,
      message: text,
      field: text,
      details: { oneOf: [list(detail), { type: 'object', additionalProperties: true }] },
      request_id: text,
    },
    ['code', 'message', 'request_id'],
  ),
});
