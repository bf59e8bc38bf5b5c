import { type Html, html, type PageView } from '#host';
import type { CreditNote } from '../contract.js';
import { Formats } from '../documents/formats.js';
import { balanceOf, factsOf } from '../documents/invoice-document.js';
import { addressLines, type SumRow } from '../documents/letter.js';
import { totalsOf } from '../documents/lines-table.js';
import { filled, type Words, wordsOf } from '../documents/words.js';
import type { FinalInvoice } from '../sending/invoice-mails.js';
import { style } from './style.js';

export interface InvoiceViewFacts {
  /** Of the page itself, on this site. */
  readonly address: string;
  /** A `data:` URL. */
  readonly logo: string | null;
  readonly creditNotes: readonly Pick<CreditNote, 'number' | 'publicId'>[];
  /** Back from the provider, which has not told of the payment yet. */
  readonly isPaying: boolean;
  readonly isPayable: boolean;
  /** Paying was tried and did not begin. */
  readonly isRefused: boolean;
}

/** An invoice for its customer, in the customer's language. */
export function invoiceView(invoice: FinalInvoice, facts: InvoiceViewFacts): PageView {
  const { language, words, formats } = tongueOf(invoice);
  const rows = [...totalsOf(invoice, formats, words), ...balanceOf(invoice, formats, words)];
  return {
    title: titleOf(invoice, words),
    language,
    head: style,
    main: html`${parties(invoice, facts.logo)}
${told(invoice, facts, words)}
${list(factsOf(invoice, formats, words, invoice.seller))}
${lines(invoice, formats, words)}
${sums(rows)}
${facts.isPayable ? payForm(invoice, facts.address, formats, words) : null}
<p><a id="download" href="${facts.address}/pdf">${words.download}</a></p>
${facts.creditNotes.map((note) => creditNote(note, facts.address, words))}
${paragraph(invoice.notes)}
${paragraph(invoice.seller.terms)}`,
  };
}

/** Between this page and the provider's. */
export function leadingView(invoice: FinalInvoice, url: string): PageView {
  const { language, words } = tongueOf(invoice);
  return {
    title: titleOf(invoice, words),
    language,
    head: html`<meta http-equiv="refresh" content="0; url=${url}">`,
    main: html`<p>${words.leading}</p>
<p><a id="go-on" href="${url}">${words.goOn}</a></p>`,
  };
}

function tongueOf({ currency, customer, seller }: FinalInvoice) {
  const language = customer.language ?? seller.locale;
  return { language, words: wordsOf(language), formats: new Formats(language, currency) };
}

const titleOf = ({ number }: FinalInvoice, words: Words) => `${words.invoice} ${number}`;

function parties({ customer, seller }: FinalInvoice, logo: string | null): Html {
  const picture = logo === null ? null : html`<img src="${logo}" alt="">`;
  return html`<div class="parties">
<address>${picture}<strong id="seller">${seller.name}</strong>${under(addressLines(seller.address))}</address>
<address><strong>${customer.name}</strong>${under(addressLines(customer.address))}</address>
</div>`;
}

const under = (texts: readonly string[]): readonly Html[] => texts.map((text) => html`<br>${text}`);

/** What there is to know before all figures. */
function told(
  { overdue, status }: FinalInvoice,
  { isPaying, isRefused }: InvoiceViewFacts,
  words: Words,
): Html | null {
  if (isRefused) return html`<p class="error" id="status" role="alert">${words.noPaying}</p>`;
  if (status === 'paid') return html`<p class="message" id="status">${words.isPaid}</p>`;
  if (status === 'void') return html`<p class="error" id="status">${words.isVoid}</p>`;
  if (isPaying) return html`<p class="message" id="status">${words.isPaying}</p>`;
  return overdue ? html`<p class="error" id="status">${words.isOverdue}</p>` : null;
}

function list(facts: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function lines({ lines }: FinalInvoice, formats: Formats, words: Words): Html {
  const heads = [words.description, words.quantity, words.unitPrice, words.tax, words.amount];
  const row = (line: (typeof lines)[number]) =>
    html`<tr><td>${line.description}</td><td>${formats.quantity(line.quantity)}</td><td>${formats.money(line.unitPrice)}</td><td>${formats.rate(line.taxRate)}</td><td>${formats.money(line.subtotal - line.discountAmount)}</td></tr>
`;
  return html`<div class="wide"><table class="lines">
<thead><tr>${heads.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>
${lines.map(row)}</tbody>
</table></div>`;
}

function sums(rows: readonly SumRow[]): Html {
  const row = ([name, value, isTotal]: SumRow) =>
    html`<tr${isTotal ? html` class="total"` : null}><th scope="row">${name}</th><td>${value}</td></tr>
`;
  return html`<table class="sums"><tbody>
${rows.map(row)}</tbody></table>`;
}

function payForm({ amountDue }: FinalInvoice, address: string, formats: Formats, words: Words): Html {
  const text = filled(words.payNow, { open: formats.money(amountDue) });
  return html`<form method="post" action="${address}/pay"><button id="pay">${text}</button></form>`;
}

function creditNote(note: InvoiceViewFacts['creditNotes'][number], address: string, words: Words): Html {
  return html`<p><a href="${address}/credit-notes/${note.publicId}/pdf">${words.creditNote} ${note.number}</a></p>
`;
}

const paragraph = (text: string | null): Html | null => (text ? html`<p class="said">${text}</p>` : null);
