import type { PdfDocument } from '#host';
import type { CreditNote, Invoice } from '../contract.js';
import { Formats } from './formats.js';
import { letterDocument, sums } from './letter.js';
import { linesTable, totalsOf } from './lines-table.js';
import { spokenTag, wordsOf } from './words.js';

/** A credit note for an invoice, made of what it has kept. */
export function creditNoteDocument(
  note: CreditNote,
  invoice: Pick<Invoice, 'number'>,
  logo: string | null,
): PdfDocument {
  const { customer, seller, number, issueDate, reason } = note;
  const language = spokenTag(customer.language ?? seller.locale);
  const words = wordsOf(language);
  const formats = new Formats(language, note.currency);
  return letterDocument({
    words,
    language,
    seller,
    customer,
    logo,
    title: `${words.creditNote} ${number}`,
    facts: [
      [words.number, number],
      [words.issued, formats.day(issueDate)],
      ...(invoice.number === null ? [] : [[words.forInvoice, invoice.number] as const]),
      ...(reason ? [[words.reason, reason] as const] : []),
    ],
    body: [linesTable(note, formats, words), sums(totalsOf(note, formats, words))],
  });
}
