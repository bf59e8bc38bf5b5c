import type { CustomerSnapshot, Invoice, SellerSnapshot } from '../contract.js';
import { Formats } from '../documents/formats.js';
import { filled, spokenTag, wordsOf } from '../documents/words.js';

/** What a mail is about. */
export type Occasion = 'issued' | 'upcoming' | 'overdue';

export interface MailText {
  /** BCP 47, of the words. */
  readonly language: string;
  readonly subject: string;
  readonly greeting: string;
  readonly message: readonly string[];
  readonly button: string;
  readonly closing: string;
  readonly seller: string;
}

/** What a mail about a final invoice says, in the language of the customer. */
export function mailText(
  invoice: Invoice & { readonly customer: CustomerSnapshot; readonly seller: SellerSnapshot },
  occasion: Occasion,
  given: { readonly subject?: string; readonly message?: string } = {},
): MailText {
  const { customer, seller } = invoice;
  const language = customer.language ?? seller.locale;
  const words = wordsOf(language);
  const formats = new Formats(language, invoice.currency);
  const [subject, body] = {
    issued: [words.mailSubject, words.mailBody],
    upcoming: [words.upcomingSubject, words.upcomingBody],
    overdue: [words.reminderSubject, words.reminderBody],
  }[occasion] as [string, string];
  const values = {
    number: invoice.number ?? '',
    seller: seller.name,
    name: customer.name,
    total: formats.money(invoice.total),
    open: formats.money(invoice.amountDue),
    due: invoice.dueDate === null ? '' : formats.day(invoice.dueDate),
  };
  return {
    language: spokenTag(language),
    subject: given.subject ?? filled(subject, values),
    greeting: filled(words.mailGreeting, values),
    message: (given.message ?? filled(body, values)).split(/\r?\n/u),
    button: words.mailButton,
    closing: words.mailClosing,
    seller: seller.name,
  };
}
