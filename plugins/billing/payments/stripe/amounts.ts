import { NOT_CHARGEABLE } from '../../contract.js';
import { ProviderError } from '../provider.js';

/**
 * Stripe counts most currencies in the minor units of ISO 4217. These it counts in other ones: by how many of its units
 * a minor unit is more, or less (below one).
 */
const UNITS: Readonly<Record<string, { readonly times?: number; readonly per?: number }>> = {
  ISK: { times: 100 },
  UGX: { times: 100 },
  MGA: { per: 100 },
};

/** Has three decimals, of which the last must be zero. */
const TENS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

export function stripeAmount(amount: number, currency: string): number {
  const { times = 1, per = 1 } = UNITS[currency] ?? {};
  if (amount % per !== 0 || (TENS.has(currency) && amount % 10 !== 0))
    throw new ProviderError('refused', NOT_CHARGEABLE);
  return (amount / per) * times;
}

export function ownAmount(amount: number, currency: string): number {
  const { times = 1, per = 1 } = UNITS[currency.toUpperCase()] ?? {};
  return Math.floor((amount * per) / times);
}
