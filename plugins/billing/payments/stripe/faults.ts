import { NOT_CHARGEABLE } from '../../contract.js';
import { ProviderError } from '../provider.js';

/** What errors of the package have in common; told apart by their fields, since the class is loaded late. */
interface StripeFault {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly statusCode?: number;
  readonly payment_intent?: { readonly id: string };
}

/** Nobody can mend these by another card or another try. */
const AMOUNTS: ReadonlySet<string> = new Set(['amount_too_small', 'amount_too_large']);

/** The error as the rest of billing knows it. */
export function faultOf(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const { type = '', code, decline_code, statusCode = 0 } = (error ?? {}) as Partial<StripeFault>;
  if (type === 'StripeCardError')
    return new ProviderError('declined', decline_code ?? code ?? 'declined', error);
  if (type === 'StripeAuthenticationError' || type === 'StripePermissionError')
    return new ProviderError('misconfigured', code ?? 'not_allowed', error);
  if (statusCode === 409 || type !== 'StripeInvalidRequestError')
    return new ProviderError('unavailable', code ?? (type || 'unknown'), error);
  const said = code !== undefined && AMOUNTS.has(code) ? NOT_CHARGEABLE : code;
  return new ProviderError('refused', said ?? 'invalid_request', error);
}

/** The payment of a card that was declined: it exists, and says why. */
export function declinedPayment(error: unknown): string | undefined {
  const { type, payment_intent } = (error ?? {}) as Partial<StripeFault>;
  return type === 'StripeCardError' ? payment_intent?.id : undefined;
}

export function isMissing(error: unknown): boolean {
  return ((error ?? {}) as Partial<StripeFault>).code === 'resource_missing';
}
