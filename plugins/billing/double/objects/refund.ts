import type Stripe from 'stripe';
import { metadataOf, type Wire } from '../wire.js';

export type RefundForm = Wire<
  Pick<Stripe.RefundCreateParams, 'amount' | 'charge' | 'payment_intent' | 'reason' | 'metadata'>
>;

export const REFUND_FIELDS: readonly (keyof RefundForm)[] = [
  'amount',
  'charge',
  'payment_intent',
  'reason',
  'metadata',
];

export function refund(
  id: string,
  created: number,
  charge: Stripe.Charge,
  amount: number,
  { reason, metadata }: RefundForm,
): Stripe.Refund {
  return {
    id,
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: metadataOf(metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: (reason as Stripe.Refund.Reason | undefined) ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}
