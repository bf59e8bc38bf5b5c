import type Stripe from 'stripe';
import { type Behaviour, WELL_BEHAVED } from '../behaviour.js';
import type { Shelf } from '../shelf.js';
import { cardOptions } from './checkout-page.js';
import { type Html, html, money, page } from './html.js';

const SHOWN = 50;

/** What a person who plays the provider and its customers sees. */
export function overviewPage(shelf: Shelf, behaviour: Behaviour, error?: string): string {
  return page(
    'Payments double',
    html`<h1>Payments double</h1>
${error ? html`<p class="error" role="alert">${error}</p>` : ''}
<h2>Checkout</h2>
<table>${shelf.list('checkout.session').slice(0, SHOWN).map(sessionRow)}</table>
<h2>Payments</h2>
<table>${shelf.list('payment_intent').slice(0, SHOWN).map(intentRow)}</table>
<h2>Disputes</h2>
<table>${shelf.list('dispute').slice(0, SHOWN).map(disputeRow)}</table>
<h2>Behaviour</h2>
<form method="post" action="/double/behaviour">
<table>${Object.entries(behaviour).map(behaviourRow)}</table>
<input type="hidden" name="whole" value="true"><button id="behave">Behave like that</button>
</form>
<h2>Events</h2>
<form method="post" action="/double/resend"><button id="resend">Send all again, shuffled</button></form>
<table>${shelf
      .list('event')
      .slice(0, SHOWN)
      .map(({ id, type }) => html`<tr><td>${type}</td><td>${id}</td></tr>`)}</table>`,
  );
}

const TITLES: Readonly<Record<keyof Behaviour, string>> = {
  late: 'Events leave so many milliseconds late',
  twice: 'Each event is sent twice',
  outOfOrder: 'Events overtake each other within so many milliseconds',
  future: 'Fields and events of a later version of the API',
  silentAfterActing: 'So many of the next changes happen and are never answered',
  brokenAfterActing: 'So many of the next changes happen and are answered by 500',
  broken: 'So many of the next requests are answered by 500',
  limited: 'So many of the next requests are answered by 429',
  mute: 'No events are sent',
};

function behaviourRow([name, value]: [string, number | boolean]): Html {
  const title = TITLES[name as keyof Behaviour];
  const usual = WELL_BEHAVED[name as keyof Behaviour];
  const field =
    typeof usual === 'boolean'
      ? html`<input type="checkbox" name="${name}" value="true" ${value ? 'checked' : ''}>`
      : html`<input type="number" min="0" name="${name}" value="${Number(value)}">`;
  return html`<tr><td><label>${title} ${field}</label></td></tr>`;
}

function sessionRow(session: Stripe.Checkout.Session): Html {
  const amount = money(session.amount_total, session.currency);
  const open = session.status === 'open';
  return html`<tr><td>${session.mode}</td><td>${amount}</td><td>${session.status}</td>
<td>${open ? html`<a href="/checkout/${session.id}">open</a> ${button(`/double/checkout/${session.id}/expire`, 'Expire')}` : ''}</td></tr>`;
}

function intentRow(intent: Stripe.PaymentIntent): Html {
  return html`<tr><td>${intent.id}</td><td>${money(intent.amount, intent.currency)}</td><td>${intent.status}</td><td>${
    intent.status === 'succeeded'
      ? [
          html`<form method="post" action="/double/intents/${intent.id}/refund"><input type="number" min="1" name="amount" placeholder="all" title="Minor units"><button>Refund</button></form>`,
          button(`/double/intents/${intent.id}/dispute`, 'Dispute'),
        ]
      : intent.status === 'canceled'
        ? ''
        : html`<form method="post" action="/double/intents/${intent.id}/pay"><select name="card">${cardOptions()}</select><button>Pay</button></form>`
  }</td></tr>`;
}

function disputeRow({ id, amount, currency, status }: Stripe.Dispute): Html {
  return html`<tr><td>${id}</td><td>${money(amount, currency)}</td><td>${status}</td><td>${
    status === 'needs_response'
      ? [
          button(`/double/disputes/${id}/won`, 'The seller wins'),
          button(`/double/disputes/${id}/lost`, 'The customer wins'),
        ]
      : ''
  }</td></tr>`;
}

const button = (action: string, title: string): Html =>
  html`<form method="post" action="${action}"><button>${title}</button></form>`;
