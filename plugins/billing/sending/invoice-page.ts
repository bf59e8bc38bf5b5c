import { file, type Html, html, notFound, type PageAnswer, type PageTable, page, redirect } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Charges } from '../contract.js';
import { Formats } from '../documents/formats.js';
import type { Papers } from '../documents/papers.js';
import { filled, type Words, wordsOf } from '../documents/words.js';
import { type FinalInvoice, finalInvoice } from './invoice-mails.js';
import type { InvoiceLinks } from './links.js';

export interface InvoicePageNeeds {
  readonly links: InvoiceLinks;
  readonly papers: Papers;
  readonly charges: Charges;
}

const PATH = '/billing/invoice/:token';

/** Where a customer sees, downloads and pays one invoice. Whoever has the address needs no login. */
export function invoicePages(host: BillingHost, { charges, links, papers }: InvoicePageNeeds): PageTable {
  const address = (token = '') => `${host.siteUrl}/billing/invoice/${token}`;
  const opened = async (token = '') => {
    const found = await links.open(token);
    if (!found) throw notFound('page', 'of this address');
    return { actor: found.actor, invoice: finalInvoice(found.invoice) };
  };
  return {
    [`GET ${PATH}`]: async ({ params }) => {
      const { invoice } = await opened(params.token);
      return shown(
        invoice,
        address(params.token),
        invoice.status === 'open' && (await charges.isConfigured()),
      );
    },
    [`GET ${PATH}/pdf`]: async ({ params }) => {
      const { actor, invoice } = await opened(params.token);
      const { bytes, name } = await papers.invoice(actor, invoice);
      return file(bytes, { name, type: 'application/pdf' });
    },
    [`POST ${PATH}/pay`]: async ({ params }) => {
      const { actor, invoice } = await opened(params.token);
      const back = address(params.token);
      if (invoice.status !== 'open') return redirect(back);
      const request = { invoiceId: invoice.id, successUrl: back, cancelUrl: back };
      return onward(invoice, (await charges.checkout(actor, request)).url);
    },
  };
}

function spoken(invoice: FinalInvoice): { words: Words; formats: Formats; language: string } {
  const language = invoice.customer.language ?? invoice.seller.locale;
  return { words: wordsOf(language), formats: new Formats(language, invoice.currency), language };
}

function shown(invoice: FinalInvoice, address: string, isPayable: boolean): PageAnswer {
  const { words, formats, language } = spoken(invoice);
  const facts: readonly (readonly [string, string])[] = [
    [words.number, invoice.number ?? ''],
    ...(invoice.issueDate === null ? [] : [[words.issued, formats.day(invoice.issueDate)] as const]),
    ...(invoice.dueDate === null ? [] : [[words.due, formats.day(invoice.dueDate)] as const]),
    [words.total, formats.money(invoice.total)],
    [words.amountDue, formats.money(invoice.amountDue)],
  ];
  const main = html`<p>${invoice.seller.name} → ${invoice.customer.name}</p>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${standing(invoice, words)}
${isPayable ? payForm(address, filled(words.payNow, { open: formats.money(invoice.amountDue) })) : null}
<p><a href="${address}/pdf">${words.download}</a></p>`;
  return page({ title: `${words.invoice} ${invoice.number ?? ''}`, main, language });
}

function standing({ status }: FinalInvoice, words: Words): Html | null {
  if (status === 'paid') return html`<p class="message" role="status">${words.isPaid}</p>`;
  if (status === 'void') return html`<p class="message" role="status">${words.isVoid}</p>`;
  return null;
}

function payForm(address: string, text: string): Html {
  return html`<form method="post" action="${address}/pay"><button type="submit">${text}</button></form>`;
}

/** Through a page of ours: a form may not lead to another site, and which one it is depends on the provider. */
function onward(invoice: FinalInvoice, url: string): PageAnswer {
  const { words, language, formats } = spoken(invoice);
  const text = filled(words.payNow, { open: formats.money(invoice.amountDue) });
  const head = html`<meta http-equiv="refresh" content="0;url=${url}">`;
  return page({ title: text, head, main: html`<p><a href="${url}">${text}</a></p>`, language });
}
