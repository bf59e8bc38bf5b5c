import { contradiction } from '#host';
import {
  type Amount,
  type InvoiceLine,
  type InvoiceLineValues,
  LARGEST_AMOUNT,
  ONE,
  type TaxShare,
  WHOLE,
} from '../contract.js';

/** A line before it has a row. */
export type CountedLine = Omit<InvoiceLine, 'id'>;

export interface Totals {
  readonly subtotal: Amount;
  readonly discountTotal: Amount;
  readonly taxTotal: Amount;
  readonly total: Amount;
  readonly taxes: readonly TaxShare[];
}

/** `amount × share ÷ whole` to the nearest minor unit, halves away from zero. Exact: no floats. */
export function shareOf(amount: Amount, share: number, whole: number): bigint {
  return nearest(BigInt(amount) * BigInt(share), BigInt(whole));
}

/** The fraction to the nearest whole, halves away from zero. */
export function nearest(product: bigint, divisor: bigint): bigint {
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return product < 0n ? -rounded : rounded;
}

/** One line with its amounts. `field` names it where an amount grows beyond what is kept. */
export function counted(values: InvoiceLineValues, field: string): CountedLine {
  const { description, quantity = ONE, unitPrice, discount = 0, taxRate = 0 } = values;
  const subtotal = bounded(shareOf(unitPrice, quantity, ONE), `${field}.unitPrice`);
  const discountAmount = bounded(shareOf(subtotal, discount, WHOLE), `${field}.discount`);
  const base = subtotal - discountAmount;
  const taxAmount = bounded(shareOf(base, taxRate, WHOLE), `${field}.taxRate`);
  const total = bounded(BigInt(base) + BigInt(taxAmount), `${field}.unitPrice`);
  return {
    description,
    quantity,
    unitPrice,
    discount,
    taxRate,
    subtotal,
    discountAmount,
    taxAmount,
    total,
  };
}

export function countedLines(lines: readonly InvoiceLineValues[]): readonly CountedLine[] {
  return lines.map((line, at) => counted(line, `lines.${at}`));
}

/** Lines are rounded one by one, and then added: the order of the lines changes nothing. */
export function totalsOf(lines: readonly CountedLine[]): Totals {
  return {
    subtotal: sum(lines, (line) => line.subtotal),
    discountTotal: sum(lines, (line) => line.discountAmount),
    taxTotal: sum(lines, (line) => line.taxAmount),
    total: sum(lines, (line) => line.total),
    taxes: taxShares(lines),
  };
}

/** A row each rate, the lowest first. Lines without tax count as those of rate zero. */
function taxShares(lines: readonly CountedLine[]): readonly TaxShare[] {
  const rates = [...new Set(lines.map(({ taxRate }) => taxRate))].sort((a, b) => a - b);
  return rates.map((taxRate) => {
    const taxed = lines.filter((line) => line.taxRate === taxRate);
    const base = sum(taxed, (line) => line.subtotal - line.discountAmount);
    return { taxRate, base, tax: sum(taxed, (line) => line.taxAmount) };
  });
}

function sum(lines: readonly CountedLine[], part: (line: CountedLine) => Amount): Amount {
  return bounded(
    lines.reduce((total, line) => total + BigInt(part(line)), 0n),
    'lines',
  );
}

function bounded(amount: bigint, field: string): Amount {
  const size = amount < 0n ? -amount : amount;
  if (size <= BigInt(LARGEST_AMOUNT)) return Number(amount);
  throw contradiction(field, `${field} makes an amount of more than ${LARGEST_AMOUNT} minor units`);
}
