import type Stripe from 'stripe';
import { testCards } from '../cards.js';
import { type Html, html, money, page } from './html.js';

/** Where the customer pays or saves a card. */
export function checkoutPage(session: Stripe.Checkout.Session, error?: string): string {
  const title = session.mode === 'setup' ? 'Save a card' : 'Pay';
  if (session.status !== 'open')
    return page(title, html`<h1>${title}</h1><p id="status">This page is ${session.status}.</p>`);
  return page(
    title,
    html`<h1>${title}</h1>
<p class="amount" id="amount">${money(session.amount_total, session.currency)}</p>
${error ? html`<p class="error" role="alert">${error}</p>` : ''}
<form method="post" action="/checkout/${session.id}">
  <label>Card <select name="card">${cardOptions()}</select></label>
  <button id="pay">${title}</button>
</form>
<form method="post" action="/checkout/${session.id}/decline"><button id="decline">Pay with a card that is declined</button></form>
${session.cancel_url ? html`<a id="cancel" href="${session.cancel_url}">Back</a>` : ''}`,
  );
}

export const cardOptions = (): Html[] =>
  testCards.map(({ name, last4, title }) => html`<option value="${name}">•••• ${last4}: ${title}</option>`);

/** Where the holder of a card confirms a payment at the bank. */
export function bankPage(intent: Stripe.PaymentIntent, done?: string): string {
  return page(
    'Your bank',
    html`<h1>Your bank asks</h1>
<p class="amount">${money(intent.amount, intent.currency)}</p>
${
  done || intent.status !== 'requires_action'
    ? html`<p id="status">${done ?? `This payment is ${intent.status}.`}</p>`
    : html`<form method="post" action="/authenticate/${intent.id}">
  <button name="answer" value="yes" id="confirm">Confirm</button>
  <button name="answer" value="no" id="refuse">Refuse</button>
</form>`
}`,
  );
}
