import { dayAt, type PdfContent, type PdfDocument } from '#host';
import type { CustomerSnapshot, Invoice, SellerSnapshot } from '../contract.js';
import { Formats } from './formats.js';
import { letterDocument, type SumRow, sums } from './letter.js';
import { linesTable, totalsOf } from './lines-table.js';
import { spokenTag, type Words, wordsOf } from './words.js';

type Fact = readonly [name: string, value: string];

/** Who writes to whom, and under which picture. */
export interface Correspondence {
  readonly seller: SellerSnapshot;
  readonly customer: CustomerSnapshot;
  /** A `data:` URL. */
  readonly logo: string | null;
}

/** An invoice; one that is final is made of what it has kept alone, and so stays as it was sent. */
export function invoiceDocument(invoice: Invoice, { seller, customer, logo }: Correspondence): PdfDocument {
  const language = spokenTag(customer.language ?? seller.locale);
  const words = wordsOf(language);
  const formats = new Formats(language, invoice.currency);
  const { number, notes } = invoice;
  const noted: PdfContent[] = notes ? [{ text: notes, margin: [0, 16, 0, 0] }] : [];
  const mark = { draft: words.draft, void: words.void }[invoice.status as string];
  return letterDocument({
    words,
    language,
    seller,
    customer,
    logo,
    facts: factsOf(invoice, formats, words, seller),
    title: number === null ? words.invoice : `${words.invoice} ${number}`,
    ...(mark === undefined ? {} : { watermark: mark }),
    body: [
      linesTable(invoice, formats, words),
      sums([...totalsOf(invoice, formats, words), ...balanceOf(invoice, formats, words)]),
      ...noted,
    ],
  });
}

/** Number and days; those of a paid invoice tell when. */
export function factsOf(
  invoice: Invoice,
  formats: Formats,
  words: Words,
  { timezone }: Pick<SellerSnapshot, 'timezone'>,
): readonly Fact[] {
  const { amountPaid, dueDate, issueDate, number, paidAt, status } = invoice;
  const paidOn = status === 'paid' && amountPaid > 0 && paidAt !== null ? dayAt(paidAt, timezone) : null;
  return [
    ...(number === null ? [] : [[words.number, number] as const]),
    ...(issueDate === null ? [] : [[words.issued, formats.day(issueDate)] as const]),
    ...suppliedOf(invoice, formats, words),
    ...(dueDate === null ? [] : [[words.due, formats.day(dueDate)] as const]),
    ...(paidOn === null ? [] : [[words.paidOn, formats.day(paidOn)] as const]),
  ];
}

function suppliedOf({ serviceFrom, serviceTo }: Invoice, formats: Formats, words: Words): readonly Fact[] {
  if (serviceFrom === null || serviceTo === null) return [];
  if (serviceFrom === serviceTo) return [[words.serviceDay, formats.day(serviceFrom)]];
  return [[words.servicePeriod, `${formats.day(serviceFrom)} – ${formats.day(serviceTo)}`]];
}

/** What was paid and credited since, and what is left. */
export function balanceOf(
  { amountCredited, amountDue, amountPaid, amountRefunded, status }: Invoice,
  formats: Formats,
  words: Words,
): readonly SumRow[] {
  if (status === 'draft' || status === 'void' || amountPaid + amountCredited === 0) return [];
  return [
    ...(amountPaid === 0 ? [] : [[words.amountPaid, formats.money(-amountPaid)] as const]),
    ...(amountRefunded === 0 ? [] : [[words.amountRefunded, formats.money(amountRefunded)] as const]),
    ...(amountCredited === 0 ? [] : [[words.amountCredited, formats.money(-amountCredited)] as const]),
    [words.amountDue, formats.money(amountDue), true],
  ];
}
