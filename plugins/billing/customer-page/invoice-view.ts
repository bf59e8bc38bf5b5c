import { type Html, html, type PageView } from '#host';
import type { CreditNote } from '../contract.js';
import { Formats } from '../documents/formats.js';
import { balanceOf, factsOf } from '../documents/invoice-document.js';
import { receiverLines, type SumRow, sellerLines } from '../documents/letter.js';
import { isDiscounted, totalsOf } from '../documents/lines-table.js';
import { filled, spokenTag, type Words, wordsOf } from '../documents/words.js';
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
  /** Paying was tried and did not begin: for now, or since the provider takes no such amount. */
  readonly refusal: 'now' | 'amount' | null;
}

/** Nobody has to ask whether the payment has come. */
const LOOK_AGAIN = html`<meta http-equiv="refresh" content="5">`;

/** An invoice for its customer, in the customer's language. */
export function invoiceView(invoice: FinalInvoice, facts: InvoiceViewFacts): PageView {
  const { language, words, formats } = tongueOf(invoice);
  const rows = [...totalsOf(invoice, formats, words), ...balanceOf(invoice, formats, words)];
  return {
    title: titleOf(invoice, words),
    language,
    head: facts.isPaying ? html`${style}${LOOK_AGAIN}` : style,
    main: html`${parties(invoice, facts.logo, words)}
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
  const language = spokenTag(customer.language ?? seller.locale);
  return { language, words: wordsOf(language), formats: new Formats(language, currency) };
}

const titleOf = ({ number }: FinalInvoice, words: Words) => `${words.invoice} ${number}`;

function parties({ customer, seller }: FinalInvoice, logo: string | null, words: Words): Html {
  const [receiver, ...below] = receiverLines(customer, words);
  const said = sellerLines(seller, words);
  const picture = logo === null ? null : html`<img src="${logo}" alt="">`;
  return html`<div class="parties">
<address>${picture}<strong id="seller">${seller.name}</strong>${under(said)}</address>
<address><strong>${receiver}</strong>${under(below)}</address>
</div>`;
}

const under = (texts: readonly string[]): readonly Html[] => texts.map((text) => html`<br>${text}`);

/** What there is to know before all figures. */
function told(
  { overdue, status }: FinalInvoice,
  { isPaying, refusal }: InvoiceViewFacts,
  words: Words,
): Html | null {
  if (refusal) {
    const text = refusal === 'amount' ? words.notOnline : words.noPaying;
    return html`<p class="error" id="status" role="alert">${text}</p>`;
  }
  if (status === 'paid') return html`<p class="message" id="status">${words.isPaid}</p>`;
  if (status === 'void') return html`<p class="error" id="status">${words.isVoid}</p>`;
  if (isPaying) return html`<p class="message" id="status">${words.isPaying}</p>`;
  return overdue ? html`<p class="error" id="status">${words.isOverdue}</p>` : null;
}

function list(facts: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function lines({ lines }: FinalInvoice, formats: Formats, words: Words): Html {
  const hasDiscount = isDiscounted(lines);
  const discounted = <T>(value: T): readonly T[] => (hasDiscount ? [value] : []);
  const { amount, description, discount, quantity, tax, unitPrice } = words;
  const heads = [description, quantity, unitPrice, ...discounted(discount), tax, amount];
  const cells = (line: (typeof lines)[number]) => [
    line.description,
    formats.quantity(line.quantity),
    formats.money(line.unitPrice),
    ...discounted(line.discount === 0 ? '' : formats.rate(line.discount)),
    formats.rate(line.taxRate),
    formats.money(line.subtotal - line.discountAmount),
  ];
  const row = (line: (typeof lines)[number]) =>
    html`<tr>${cells(line).map((text, at) => html`<td data-head="${heads[at] ?? ''}">${text}</td>`)}</tr>
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
