import type { Context } from 'koa';
import type { Authenticator } from '../auth/authenticators/authenticator.js';
import type { CredentialKind } from '../auth/principal.js';
import { isProblem } from './problem.js';
import { stateOf } from './state.js';
import type { Surface } from './surfaces/surface.js';

/** A kind that is left out opens nothing. */
export type Authenticators = Readonly<Partial<Record<CredentialKind, Authenticator>>>;

/** Finds out who is asking, once, before routing. */
export async function authenticate(
  ctx: Context,
  surface: Surface,
  authenticators: Authenticators,
): Promise<void> {
  const state = stateOf(ctx);
  try {
    for (const kind of kindsInOrder(ctx, surface)) {
      const principal = await authenticators[kind]?.authenticate(ctx);
      if (principal === undefined) continue;
      state.principal = principal;
      return;
    }
  } catch (error) {
    if (!isProblem(error) || error.code === 'unavailable' || error.code === 'rate_limited') throw error;
    if (surface.refusesWrongCredentials) throw error;
    // Remembered: answered only where the operation needs a credential.
    state.credentialProblem = error;
  }
}

/** An `Authorization` header wins over the cookie, except where WordPress looks at the cookie first. */
function kindsInOrder(ctx: Context, surface: Surface): readonly CredentialKind[] {
  const hasHeader = ctx.get('authorization') !== '' || ctx.get('x-api-key') !== '';
  if (!hasHeader) return surface.credentials.includes('session') ? ['session'] : [];
  const bearers = surface.credentials.filter((kind) => kind !== 'session');
  const cookieFirst =
    surface.credentials[0] === 'session' && ctx.get('cookie').includes('wordpress_logged_in_');
  return cookieFirst ? ['session', ...bearers] : bearers;
}
