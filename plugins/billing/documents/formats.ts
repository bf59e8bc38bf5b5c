import {
  type Amount,
  amountFormat,
  type Day,
  type PartsPerMillion,
  printable,
  type Quantity,
  writtenBy,
} from '../contract.js';
import { spokenTag } from './words.js';

const THOUSAND = 1000;
const PER_CENT = 10_000;

/** Numbers and days as a language writes them. Each format is made once: that takes far longer than to use it. */
export class Formats {
  private readonly tag: string;
  private readonly amounts: Intl.NumberFormat;
  private readonly quantities: Intl.NumberFormat;
  private readonly rates: Intl.NumberFormat;
  private readonly days: Intl.DateTimeFormat;

  constructor(
    languageTag: string,
    readonly currency: string,
  ) {
    this.tag = spokenTag(languageTag);
    this.amounts = amountFormat(this.tag, currency);
    this.quantities = new Intl.NumberFormat(this.tag, { maximumFractionDigits: 3 });
    this.rates = new Intl.NumberFormat(this.tag, { maximumFractionDigits: 4 });
    this.days = new Intl.DateTimeFormat(this.tag, { dateStyle: 'medium', timeZone: 'UTC' });
  }

  money(amount: Amount): string {
    return writtenBy(this.amounts, amount);
  }

  quantity(quantity: Quantity): string {
    return printable(this.quantities.format(quantity / THOUSAND));
  }

  rate(rate: PartsPerMillion): string {
    return printable(`${this.rates.format(rate / PER_CENT)}\u00a0%`);
  }

  day(day: Day): string {
    return printable(this.days.format(new Date(`${day}T00:00:00Z`)));
  }

  month(month: string): string {
    const options = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const;
    return printable(new Intl.DateTimeFormat(this.tag, options).format(new Date(`${month}-01T00:00:00Z`)));
  }
}
