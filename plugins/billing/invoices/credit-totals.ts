import { contradiction, ProblemError } from '#host';
import { type InvoiceLineValues, ONE, type TaxShare } from '../contract.js';
import { type CountedLine, countedLines, totalsOf } from './invoice-totals.js';

/** What of an invoice is not credited yet, a row each rate. */
export function leftToCredit(
  invoice: readonly TaxShare[],
  notes: readonly { readonly taxes: readonly TaxShare[] }[],
): readonly TaxShare[] {
  const credited = notes.flatMap(({ taxes }) => taxes);
  return invoice.map((share) => {
    const same = credited.filter(({ taxRate }) => taxRate === share.taxRate);
    return {
      taxRate: share.taxRate,
      base: same.reduce((left, { base }) => left - base, share.base),
      tax: same.reduce((left, { tax }) => left - tax, share.tax),
    };
  });
}

/** All that is left, a line each rate. */
export function remainder(left: readonly TaxShare[], description: string): readonly CountedLine[] {
  return left
    .filter(({ base, tax }) => base !== 0 || tax !== 0)
    .map(({ taxRate, base, tax }) => ({
      description,
      quantity: ONE,
      unitPrice: base,
      discount: 0,
      taxRate,
      subtotal: base,
      discountAmount: 0,
      taxAmount: tax,
      total: base + tax,
    }));
}

/** These lines, as far as the invoice has their rates and amounts. */
export function chosen(
  values: readonly InvoiceLineValues[],
  left: readonly TaxShare[],
): readonly CountedLine[] {
  const lines = countedLines(values);
  const fitted = totalsOf(lines).taxes.reduce((all, share) => fitTax(all, share, left), lines);
  const { total } = totalsOf(fitted);
  const most = left.reduce((sum, { base, tax }) => sum + base + tax, 0);
  if (total <= 0) throw contradiction('lines', 'The lines make nothing to credit');
  if (total > most) throw beyond(`a total of ${total}`, most);
  return fitted;
}

/**
 * Rounding part by part may take more tax than the invoice has, or leave some when all of the base is credited: the
 * last line of the rate takes the difference.
 */
function fitTax(
  lines: readonly CountedLine[],
  share: TaxShare,
  left: readonly TaxShare[],
): readonly CountedLine[] {
  const { taxRate, base, tax } = share;
  const most = left.find((candidate) => candidate.taxRate === taxRate) ?? { taxRate, base: 0, tax: 0 };
  if (!within(base, most.base)) throw beyond(`${base} at a tax rate of ${taxRate / 10_000} %`, most.base);
  const fitting = base === most.base ? most.tax : within(tax, most.tax) ? tax : most.tax;
  const last = lines.findLastIndex((line) => line.taxRate === taxRate);
  return lines.map((line, at) => (at === last ? moreTax(line, fitting - tax) : line));
}

function moreTax(line: CountedLine, tax: number): CountedLine {
  return { ...line, taxAmount: line.taxAmount + tax, total: line.total + tax };
}

/** Between nothing and the limit, whichever side of zero that is on. */
function within(amount: number, limit: number): boolean {
  return limit < 0 ? amount <= 0 && amount >= limit : amount >= 0 && amount <= limit;
}

function beyond(what: string, left: number): ProblemError {
  const message = `lines: ${what} is not between 0 and the ${left} that is left to credit`;
  const details = [{ field: 'lines', message, rule: 'max' }];
  return new ProblemError('unprocessable', message, { details, data: { left } });
}
