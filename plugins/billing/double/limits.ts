import { Refusal } from './refusal.js';

/** The least that is charged, in the provider's units. That of other currencies hangs on rates of exchange. */
const LEAST: Readonly<Record<string, number>> = { usd: 50, eur: 50, chf: 50, cad: 50, gbp: 30 };

/** Eight digits of those. */
const MOST = 99_999_999;

export function assertChargeable(amount: number, currency: string): void {
  const least = LEAST[currency];
  if (least === undefined) return;
  if (amount < least)
    throw Refusal.invalid(`Amount must be at least ${least} in ${currency}`, 'amount', 'amount_too_small');
  if (amount > MOST)
    throw Refusal.invalid(`Amount must be no more than ${MOST} in ${currency}`, 'amount', 'amount_too_large');
}
