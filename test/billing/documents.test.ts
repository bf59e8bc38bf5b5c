import test from 'ava';
import {
  type CustomerSnapshot,
  type Invoice,
  type InvoiceLine,
  type SellerSnapshot,
  writtenAmount,
} from '../../plugins/billing/contract.js';
import { Formats } from '../../plugins/billing/documents/formats.js';
import { invoiceDocument } from '../../plugins/billing/documents/invoice-document.js';
import { statementDocument } from '../../plugins/billing/documents/statement-document.js';
import { createPdf } from '../../src/pdf/create-pdf.js';

const seller: SellerSnapshot = {
  name: 'Nordlicht GmbH',
  address: { line1: 'Hafenstraße 12', postalCode: '20457', city: 'Hamburg' },
  taxId: 'DE123456789',
  email: 'office@aurora.example',
  terms: 'Amtsgericht Hamburg HRB 12345',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
};
const customer: CustomerSnapshot = {
  name: 'Čačak & Søn',
  company: 'Søn GmbH',
  email: null,
  address: null,
  taxId: null,
  language: null,
};

function invoice(changes: Partial<Invoice> = {}, descriptions = ['Work']): Invoice {
  const lines = descriptions.map(
    (description, id): InvoiceLine => ({
      id,
      description,
      quantity: 1_500,
      unitPrice: 10_000,
      discount: 0,
      taxRate: 190_000,
      subtotal: 15_000,
      discountAmount: 0,
      taxAmount: 2_850,
      total: 17_850,
    }),
  );
  const at = new Date('2026-11-30T23:30:00Z');
  return {
    id: 1,
    publicId: '01900000-0000-7000-8000-000000000000',
    customerId: 1,
    status: 'open',
    number: 'INV-000001',
    currency: 'EUR',
    issueDate: '2026-11-23',
    dueDate: '2026-12-23',
    serviceFrom: null,
    serviceTo: null,
    notes: null,
    source: null,
    customer,
    seller,
    lines,
    taxes: [{ taxRate: 190_000, base: 15_000, tax: 2_850 }],
    subtotal: 15_000,
    discountTotal: 0,
    taxTotal: 2_850,
    total: 17_850,
    amountPaid: 0,
    amountCredited: 0,
    amountRefunded: 0,
    amountDue: 17_850,
    overdue: false,
    finalizedAt: at,
    paidAt: null,
    voidedAt: null,
    createdAt: at,
    updatedAt: at,
    ...changes,
  };
}

/** All that a document says, in its order. */
function said(language: string | null, changes: Partial<Invoice> = {}, descriptions?: string[]): string {
  const parties = { seller, customer: { ...customer, language }, logo: null };
  return JSON.stringify(invoiceDocument(invoice(changes, descriptions), parties));
}

test('an invoice says the same in the language of its customer, else of its seller, else in English', (t) => {
  for (const [language, ...words] of [
    ['de', 'Rechnung INV-000001', '23.12.2026', '178,50\u00a0€', '19\u00a0%', '1,5'],
    ['en-GB', 'Invoice INV-000001', '23 Dec 2026', '€178.50', 'Tax 19\u00a0% of €150.00'],
    ['fr', 'Facture INV-000001', '23 déc. 2026', '178,50\u00a0€'],
    ['es', 'Factura INV-000001', '23 dic 2026', '178,50\u00a0€'],
    [null, 'Rechnung INV-000001', 'Nordlicht GmbH', 'DE123456789', 'HRB 12345'],
    ['ja', 'Invoice INV-000001', 'Dec 23, 2026', '€178.50'],
    ['de-x', 'Rechnung INV-000001', '23.12.2026', '178,50\u00a0€'],
  ] as const)
    for (const word of words) t.true(said(language).includes(word), `${language}: ${word}`);
});

test('the days of what was supplied are told, where they are known', (t) => {
  const days = { serviceFrom: '2026-11-01', serviceTo: '2026-11-30' };
  t.regex(said('de', days), /"Leistungszeitraum".*"01\.11\.2026 – 30\.11\.2026"/);
  t.regex(said('en', { ...days, serviceFrom: '2026-11-30' }), /"Date of supply".*"Nov 30, 2026"/);
  t.false(said('fr').includes('prestation'));
});

test('the company that is billed stands before the person, with the number of its taxes', (t) => {
  const taxed = { seller, customer: { ...customer, taxId: 'ATU12345678' }, logo: null };
  const text = JSON.stringify(invoiceDocument(invoice(), taxed));
  t.true(text.includes('["Søn GmbH","Čačak & Søn","USt-IdNr.: ATU12345678"]'), text);
  t.true(text.includes('"office@aurora.example"'), 'and whom to ask');
});

test('the subtotal is the sum of the lines as they stand there, less their discounts', (t) => {
  const [line] = invoice().lines as [InvoiceLine];
  const lines = [{ ...line, discount: 100_000, discountAmount: 1_500, taxAmount: 2_565, total: 16_065 }];
  const text = said('en', { lines, discountTotal: 1_500, taxTotal: 2_565, total: 16_065 });
  t.regex(text, /"Discount".*"10\u00a0%".*"€135\.00".*"Subtotal".*"€135\.00"/);
  t.false(text.includes('-€15.00'));
});

test('amounts are exact in the exponent of their currency, and of any size', (t) => {
  const written = (currency: string, amount: number) => new Formats('en', currency).money(amount);
  t.is(written('JPY', 1_234_567), '¥1,234,567');
  t.is(written('KWD', 1_234_567), 'KWD\u00a01,234.567');
  t.is(written('EUR', -5), '-€0.05');
  t.is(written('EUR', 9_999_999_999_999), '€99,999,999,999.99');
});

test('what became of an invoice stands in its document, by the calendar of the seller', (t) => {
  t.false(said('en').includes('watermark'));
  t.true(said('en', { status: 'draft', number: null }).includes('"watermark":"DRAFT"'));
  t.true(said('de', { status: 'void' }).includes('"watermark":"STORNIERT"'));
  const paid = {
    status: 'paid',
    amountPaid: 17_850,
    amountDue: 0,
    paidAt: new Date('2026-11-30T23:30:00Z'),
  } as const;
  // In Hamburg it was December already.
  t.true(said('de', paid).includes('Bezahlt am'));
  t.true(said('de', paid).includes('01.12.2026'));
});

test('lines of any height and width are all there, over pages with the same head', async (t) => {
  const pdf = createPdf();
  t.teardown(() => pdf.close());
  const pages = async (descriptions: string[]) => {
    const document = invoiceDocument(invoice({}, descriptions), { seller, customer, logo: null });
    const bytes = await pdf.render(document);
    return bytes.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;
  };
  t.is(await pages(['Work']), 1);
  t.true((await pages(Array.from({ length: 200 }, (_, line) => `Line ${line}`))) >= 5);
  // Higher than a page: nothing of it is lost.
  t.true((await pages(['a\n'.repeat(500)])) >= 7);
  t.true((await pages(['x'.repeat(1000), '日本語 ✓ 😀 \u200b', 'https://example.com/'.repeat(40)])) >= 1);
});

test('a statement without movements says so', (t) => {
  const empty = { month: '2026-11', currency: 'EUR', opening: 0, closing: 0, movements: [] };
  const document = JSON.stringify(statementDocument(empty, { seller, customer, logo: null }));
  t.true(document.includes('Keine Bewegungen'));
  t.true(document.includes('November 2026'));
});

test('amounts are written with the decimals by which they are charged, however a currency is commonly written', (t) => {
  const written = (currency: string) => writtenAmount(1_234_560, currency, 'en').replace(/[^\d.,]/g, '');
  for (const currency of ['EUR', 'HUF', 'IDR', 'COP', 'PKR', 'MGA'])
    t.is(written(currency), '12,345.60', currency);
  for (const currency of ['JPY', 'KRW', 'ISK', 'UGX']) t.is(written(currency), '1,234,560', currency);
  for (const currency of ['KWD', 'IQD']) t.is(written(currency), '1,234.560', currency);
});
