import type { Amount, Day, PartsPerMillion, Quantity } from '../contract.js';
import { spokenTag } from './words.js';

const THOUSAND = 1000;
const PER_CENT = 10_000;

/** Numbers and days as a language writes them. */
export class Formats {
  private readonly tag: string;
  private readonly amounts: Intl.NumberFormat;
  private readonly digits: number;

  constructor(
    languageTag: string,
    readonly currency: string,
  ) {
    this.tag = spokenTag(languageTag);
    this.amounts = new Intl.NumberFormat(this.tag, { style: 'currency', currency });
    this.digits = this.amounts.resolvedOptions().maximumFractionDigits ?? 2;
  }

  money(amount: Amount): string {
    return printable(this.amounts.format(decimal(amount, this.digits)));
  }

  quantity(quantity: Quantity): string {
    return printable(
      new Intl.NumberFormat(this.tag, { maximumFractionDigits: 3 }).format(quantity / THOUSAND),
    );
  }

  rate(rate: PartsPerMillion): string {
    const written = new Intl.NumberFormat(this.tag, { maximumFractionDigits: 4 }).format(rate / PER_CENT);
    return printable(`${written}\u00a0%`);
  }

  day(day: Day): string {
    const options = { dateStyle: 'medium', timeZone: 'UTC' } as const;
    return printable(new Intl.DateTimeFormat(this.tag, options).format(new Date(`${day}T00:00:00Z`)));
  }

  month(month: string): string {
    const options = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const;
    return printable(new Intl.DateTimeFormat(this.tag, options).format(new Date(`${month}-01T00:00:00Z`)));
  }
}

/** `123.45` of 12345, exactly: no floating point comes near an amount. */
function decimal(amount: Amount, digits: number): Intl.StringNumericLiteral {
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${sign}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}` as Intl.StringNumericLiteral;
}

/** The font has no narrow space that does not break. */
function printable(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}
