import type Stripe from 'stripe';
import type { Declined } from './refusal.js';

/** A test card, and what becomes of who pays with it. */
export interface TestCard {
  /** As the provider names the ready-made means of payment: `pm_card_visa`. */
  readonly name: string;
  readonly title: string;
  readonly brand: Stripe.PaymentMethod.Card['brand'];
  readonly last4: string;
  readonly declined?: Declined;
  /** Declined only when it is charged, not when it is saved. */
  readonly savable?: boolean;
  /** The bank asks the holder to confirm each payment. */
  readonly authenticates?: boolean;
  /** Paid, and disputed by the holder at once. */
  readonly disputes?: boolean;
}

const declined = (declineCode: string | null, code = 'card_declined'): Declined => ({
  code,
  declineCode,
  message: MESSAGES[declineCode ?? code] ?? 'Your card was declined.',
});

const MESSAGES: Readonly<Record<string, string>> = {
  insufficient_funds: 'Your card has insufficient funds.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
};

export const testCards: readonly TestCard[] = [
  { name: 'pm_card_visa', title: 'Visa, pays', brand: 'visa', last4: '4242' },
  { name: 'pm_card_mastercard', title: 'Mastercard, pays', brand: 'mastercard', last4: '4444' },
  { name: 'pm_card_amex', title: 'American Express, pays', brand: 'amex', last4: '0005' },
  {
    name: 'pm_card_chargeDeclined',
    title: 'declined',
    brand: 'visa',
    last4: '0002',
    declined: declined('generic_decline'),
  },
  {
    name: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    title: 'declined: too little money',
    brand: 'visa',
    last4: '9995',
    declined: declined('insufficient_funds'),
  },
  {
    name: 'pm_card_visa_chargeDeclinedLostCard',
    title: 'declined: lost',
    brand: 'visa',
    last4: '9987',
    declined: declined('lost_card'),
  },
  {
    name: 'pm_card_chargeDeclinedExpiredCard',
    title: 'declined: expired',
    brand: 'visa',
    last4: '0069',
    declined: declined(null, 'expired_card'),
  },
  {
    name: 'pm_card_chargeDeclinedIncorrectCvc',
    title: 'declined: wrong code',
    brand: 'visa',
    last4: '0127',
    declined: declined(null, 'incorrect_cvc'),
  },
  {
    name: 'pm_card_chargeDeclinedProcessingError',
    title: 'declined: processing error',
    brand: 'visa',
    last4: '0119',
    declined: declined(null, 'processing_error'),
  },
  {
    name: 'pm_card_chargeCustomerFail',
    title: 'can be saved, and is declined when charged',
    brand: 'visa',
    last4: '0341',
    declined: declined('generic_decline'),
    savable: true,
  },
  {
    name: 'pm_card_authenticationRequired',
    title: 'asks its holder each time',
    brand: 'visa',
    last4: '3184',
    authenticates: true,
  },
  {
    name: 'pm_card_createDispute',
    title: 'pays, and is disputed',
    brand: 'visa',
    last4: '0259',
    disputes: true,
  },
];

export const AUTHENTICATION_REQUIRED: Declined = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

export const cardNamed = (name: string): TestCard | undefined => testCards.find((card) => card.name === name);

/** Which test card a saved means of payment is. */
export function cardOf({ card }: Stripe.PaymentMethod): TestCard {
  const found = testCards.find(({ last4 }) => last4 === card?.last4);
  if (!found) throw new Error(`No test card ends in ${card?.last4}`);
  return found;
}
