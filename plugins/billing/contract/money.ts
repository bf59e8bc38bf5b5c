import { amountFormat } from './currency-digits.js';

/** Whole minor units of a currency (cents, yen, thousandths of a dinar), at most `LARGEST_AMOUNT` either way. */
export type Amount = number;

/** An amount never stands without its currency, and amounts of two currencies are never added. */
export interface Money {
  readonly amount: Amount;
  /** ISO 4217 */
  readonly currency: string;
}

/** Thousandths: 1500 is one and a half. */
export type Quantity = number;

/** Parts per million: 190000 are 19 per cent. */
export type PartsPerMillion = number;

/** Exact in JSON and in every client. */
export const LARGEST_AMOUNT = 10_000_000_000_000;
export const ONE = 1000;
export const WHOLE = 1_000_000;

/** As a language writes it: `1.234,50 €`. */
export function writtenAmount(amount: Amount, currency: string, languageTag: string): string {
  return writtenBy(amountFormat(languageTag, currency), amount);
}

/** The same by an `amountFormat` that is there already. */
export function writtenBy(format: Intl.NumberFormat, amount: Amount): string {
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return printable(format.format(decimal(amount, digits)));
}

/** Fonts of documents have no narrow space that does not break. */
export function printable(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}

/** `123.45` of 12345, exactly: no floating point comes near an amount. */
function decimal(amount: Amount, digits: number): Intl.StringNumericLiteral {
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${sign}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}` as Intl.StringNumericLiteral;
}
