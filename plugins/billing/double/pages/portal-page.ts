import type Stripe from 'stripe';
import { cardOptions } from './checkout-page.js';
import { html, page } from './html.js';

/** Where the customer keeps cards. */
export function portalPage(
  session: Stripe.BillingPortal.Session,
  customer: Stripe.Customer,
  methods: readonly Stripe.PaymentMethod[],
  error?: string,
): string {
  const usual = customer.invoice_settings.default_payment_method;
  return page(
    'Your cards',
    html`<h1>Your cards</h1>
${error ? html`<p class="error" role="alert">${error}</p>` : ''}
<table>
${methods.map(
  ({ id, card }) => html`<tr><td>${card?.brand} •••• ${card?.last4}</td>
  <td>${id === usual ? 'default' : html`<form method="post" action="/portal/${session.id}/default"><button name="method" value="${id}">Make default</button></form>`}</td>
  <td><form method="post" action="/portal/${session.id}/remove"><button name="method" value="${id}">Remove</button></form></td></tr>`,
)}
</table>
<form method="post" action="/portal/${session.id}/add">
  <label>New card <select name="card">${cardOptions()}</select></label> <button id="add">Add</button>
</form>
${session.return_url ? html`<p><a id="return" href="${session.return_url}">Back</a></p>` : ''}`,
  );
}
