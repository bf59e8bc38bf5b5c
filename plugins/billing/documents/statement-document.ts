import type { PdfContent, PdfDocument } from '#host';
import { type Amount, type Day, ONE } from '../contract.js';
import { Formats } from './formats.js';
import type { Correspondence } from './invoice-document.js';
import { letterDocument, sums } from './letter.js';
import { filled, spokenTag, type Words, wordsOf } from './words.js';

/** What moved on an account in a month, oldest first. */
export interface Statement {
  /** `YYYY-MM` */
  readonly month: string;
  readonly currency: string;
  readonly opening: Amount;
  readonly closing: Amount;
  readonly movements: readonly {
    readonly day: Day;
    readonly description: string;
    /** Of a line that stands for all of a day, where there are too many for one each. */
    readonly count?: number;
    /** Signed. */
    readonly amount: Amount;
    readonly balance: Amount;
  }[];
}

/** A month's statement of what an organisation has with the operator of the site. */
export function statementDocument(
  statement: Statement,
  { seller, customer, logo }: Correspondence,
): PdfDocument {
  const language = spokenTag(customer.language ?? seller.locale);
  const words = wordsOf(language);
  const formats = new Formats(language, statement.currency);
  const month = formats.month(statement.month);
  return letterDocument({
    words,
    language,
    seller,
    customer,
    logo,
    title: `${words.statement} ${month}`,
    facts: [[words.period, month]],
    body: [
      movements(statement, formats, words),
      sums([
        [words.openingBalance, formats.money(statement.opening)],
        [words.closingBalance, formats.money(statement.closing), true],
      ]),
    ],
  });
}

function summary(count: number, formats: Formats, words: Words): string {
  return filled(words.movementsOfDay, { count: formats.quantity(count * ONE) });
}

function movements(statement: Statement, formats: Formats, words: Words): PdfContent {
  if (statement.movements.length === 0) return words.noMovements;
  const right = (text: string) => ({ text, alignment: 'right' as const, noWrap: true });
  const named = (text: string) => ({ ...right(text), style: 'header' });
  return {
    layout: 'lightHorizontalLines',
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: ['auto', '*', 'auto', 'auto'],
      body: [
        [
          { text: words.day, style: 'header' },
          { text: words.description, style: 'header' },
          named(words.amount),
          named(words.balance),
        ],
        ...statement.movements.map(({ day, description, count, amount, balance }) => [
          { text: formats.day(day), noWrap: true },
          count === undefined ? description : summary(count, formats, words),
          right(formats.money(amount)),
          right(formats.money(balance)),
        ]),
      ],
    },
  };
}
