import { isLanguageTag } from '../languages.js';
import { de } from './words/de.js';
import { en } from './words/en.js';
import { es } from './words/es.js';
import { fr } from './words/fr.js';

/** What documents and pages for customers say, in one language. `{…}` are filled in. */
export interface Words {
  readonly invoice: string;
  readonly creditNote: string;
  readonly statement: string;
  readonly draft: string;
  readonly paid: string;
  readonly void: string;
  readonly number: string;
  readonly issued: string;
  readonly due: string;
  /** Of what was supplied: the one day, or the first and the last. */
  readonly serviceDay: string;
  readonly servicePeriod: string;
  readonly forInvoice: string;
  readonly reason: string;
  readonly taxId: string;
  /** Of a tax id that begins with letters of a country. */
  readonly vatId: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount: string;
  readonly tax: string;
  readonly amount: string;
  readonly subtotal: string;
  /** `{rate}` of `{base}` */
  readonly taxOf: string;
  readonly total: string;
  readonly amountPaid: string;
  readonly amountRefunded: string;
  readonly amountCredited: string;
  readonly amountDue: string;
  readonly notes: string;
  /** `{page}` of `{pages}` */
  readonly page: string;
  readonly period: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly balance: string;
  readonly day: string;
  readonly noMovements: string;
  /** `{count}` */
  readonly movementsOfDay: string;
  /** Lines of subscriptions: `{term}`, `{plan}`. */
  readonly unusedTerm: string;
  readonly firstMonth: string;
  readonly firstYear: string;
  readonly planCredit: string;
  /** `{number}`, `{seller}`, `{name}`, `{total}`, `{open}`, `{due}` in what follows. */
  readonly mailSubject: string;
  readonly mailGreeting: string;
  readonly mailBody: string;
  readonly mailButton: string;
  readonly mailClosing: string;
  readonly upcomingSubject: string;
  readonly upcomingBody: string;
  readonly reminderSubject: string;
  readonly reminderBody: string;
  /** `{plan}`, `{day}` */
  readonly trialSubject: string;
  readonly trialBody: string;
  readonly unpaidSubject: string;
  readonly unpaidBody: string;
  readonly endedSubject: string;
  readonly endedBody: string;
  readonly payNow: string;
  readonly download: string;
  readonly isPaid: string;
  readonly isVoid: string;
  readonly isOverdue: string;
  /** A payment was made, and the provider has not told of it yet. */
  readonly isPaying: string;
  readonly leading: string;
  readonly goOn: string;
  readonly noPaying: string;
  /** The provider takes no such amount. */
  readonly notOnline: string;
  /** With a day after it. */
  readonly paidOn: string;
}

const LANGUAGES: Readonly<Record<string, Words>> = { de, en, es, fr };

/** In the language of the tag, else in English. */
export function wordsOf(languageTag: string): Words {
  const language = languageTag.toLowerCase().split('-')[0] ?? 'en';
  return (Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined) ?? en;
}

/** The tag whose formats go with those words: dates are not German in an English document. */
export function spokenTag(languageTag: string): string {
  const language = languageTag.toLowerCase().split('-')[0] ?? 'en';
  if (!Object.hasOwn(LANGUAGES, language)) return 'en';
  return isLanguageTag(languageTag) ? languageTag : language;
}

/** The text with its places filled in. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
