import type { PdfTable } from '#host';
import type { CreditNote, Invoice, InvoiceLine } from '../contract.js';
import type { Formats } from './formats.js';
import type { SumRow } from './letter.js';
import { filled, type Words } from './words.js';

const NARROWEST = 12;
const LINES_OF_PAGE = 50;

type Billed = Pick<Invoice | CreditNote, 'lines' | 'taxes' | 'subtotal' | 'discountTotal' | 'total'>;

/** The lines, with a column for discounts only where there is one. */
export function linesTable({ lines }: Billed, formats: Formats, words: Words): PdfTable {
  const hasDiscount = isDiscounted(lines);
  const right = (text: string) => ({ text, alignment: 'right' as const, noWrap: true });
  const named = (text: string) => ({ ...right(text), style: 'header' });
  const header = [
    { text: words.description, style: 'header' },
    named(words.quantity),
    named(words.unitPrice),
    ...(hasDiscount ? [named(words.discount)] : []),
    named(words.tax),
    named(words.amount),
  ];
  const row = (line: InvoiceLine) => [
    line.description,
    right(formats.quantity(line.quantity)),
    right(formats.money(line.unitPrice)),
    ...(hasDiscount ? [right(line.discount === 0 ? '' : formats.rate(line.discount))] : []),
    right(formats.rate(line.taxRate)),
    right(formats.money(line.subtotal - line.discountAmount)),
  ];
  return {
    layout: 'lightHorizontalLines',
    table: {
      headerRows: 1,
      // What is kept whole and higher than a page would not be there at all.
      dontBreakRows: !lines.some(isTall),
      widths: ['*', ...header.slice(1).map(() => 'auto' as const)],
      body: [header, ...lines.map(row)],
    },
  };
}

export const isDiscounted = (lines: readonly InvoiceLine[]): boolean =>
  lines.some(({ discountAmount }) => discountAmount !== 0);

/** Perhaps higher than a page, in the narrowest column that amounts leave. */
function isTall({ description }: InvoiceLine): boolean {
  return description.split('\n').length + description.length / NARROWEST > LINES_OF_PAGE;
}

/** From the sum of the lines, which are less their discounts, to the total, with each tax rate. */
export function totalsOf(
  { discountTotal, subtotal, taxes, total }: Billed,
  formats: Formats,
  words: Words,
): readonly SumRow[] {
  return [
    [words.subtotal, formats.money(subtotal - discountTotal)],
    ...taxes
      .filter(({ taxRate }) => taxRate !== 0)
      .map(({ taxRate, base, tax }) => {
        const values = { rate: formats.rate(taxRate), base: formats.money(base) };
        return [filled(words.taxOf, values), formats.money(tax)] as const;
      }),
    [words.total, formats.money(total), true],
  ];
}
